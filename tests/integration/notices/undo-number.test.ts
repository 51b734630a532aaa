import { beforeEach, describe, expect, test, vi } from "vitest";
import { takeNumberBack } from "@/app/(auth)/undo-number/actions";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { linkToken } from "@/lib/links";
import { checkLoginPin } from "@/lib/login/check-pin";
import { readUndo, undoNumber } from "@/lib/notices/undo-number";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { allRows, newPhoneChange, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const NEW = "+447700900999";
const NEWER = "+447700900998";
const linkOf = (id: string) => linkToken("undo-number", id);
const london = { ...visitor, place: "London, GB" };

const numberOf = async ({ id }: Person) =>
  (await sql<{ number: string }[]>`select number from phones where user_id = ${id}`)[0]?.number;
const isFrozen = async ({ id }: Person) =>
  (await sql`select 1 from users where id = ${id} and frozen_until > now()`).length > 0;

async function changed(age?: number) {
  const person = await newPerson();
  const id = await newPhoneChange(person, NEW, age);
  return { person, id, link: linkOf(id) };
}

describe("Taking a number back (T-083, T-103)", () => {
  test("puts the old one in its place, as one that was not changed", async () => {
    const { person, link } = await changed();
    await undoNumber(link, london);
    expect(
      await sql`select number, changed_at, last_used_at, contested_at,
      confirmed_at = (select changed_at from phone_changes) as since from phones`,
    ).toEqual([
      { number: person.phone, changed_at: null, last_used_at: null, contested_at: null, since: true },
    ]);
    expect(await readUndo(link)).toMatchObject({
      kind: "undone",
      change: { oldEnding: person.phone.slice(-2), newEnding: "99", frozenUntil: expect.any(Date) },
    });
  });

  test("ends every session, cancels logins and what is to be confirmed, and freezes for a day", async () => {
    const { providers, code } = scriptedProvider();
    const { person, link } = await changed();
    const { sid } = await newSession(person.id);
    const verified = await loginAwaitingPin(person, providers);
    await checkLoginPin(verified, code, visitor, providers);
    for (const purpose of ["phone-change", "reset"])
      await sql`insert into confirmations (purpose, state, user_id, browser, expires_at)
        values (${purpose}, 'proved', ${person.id}, '', now() + interval '10 minutes')`;
    await undoNumber(link, london);
    expect(await findLiveSession(sid)).toBeNull();
    expect(await redeemHandle(verified)).toBeNull();
    expect(await sql`select purpose, state from confirmations order by 1`).toEqual([
      { purpose: "phone-change", state: "cancelled" },
      { purpose: "reset", state: "proved" },
    ]);
    expect(
      await sql`select round(extract(epoch from frozen_until - now()))::int as seconds from users where id = ${person.id}`,
    ).toEqual([{ seconds: policy.notices.freezeSeconds }]);
  });

  test("tells both numbers and every address, with two digits of each", async () => {
    const { person, link } = await changed();
    await undoNumber(link, london);
    expect(await toldTo()).toEqual([
      `number-restored email ${person.email}`,
      ...[person.phone, NEW].sort().map((number) => `number-restored text ${number}`),
    ]);
    for (const { details } of await sql<{ details: object }[]>`select details from notices`) {
      expect(details).toEqual({
        username: person.username,
        browser: visitor.browser,
        place: "London, GB",
        oldEnding: "99",
        newEnding: person.phone.slice(-2),
      });
    }
  });

  test("is written down", async () => {
    const { person, link } = await changed();
    await undoNumber(link, london);
    expect(await sql`select outcome, user_id, address from audit where event = 'phone.restored'`).toEqual([
      { outcome: "restored", user_id: person.id, address: visitor.address },
    ]);
  });

  test("is done once: a number that is chosen afterwards stays", async () => {
    const { person, link } = await changed();
    await undoNumber(link, visitor);
    await newPhoneChange(person, NEWER, 0);
    const before = await allRows();
    await undoNumber(link, visitor);
    expect(await allRows()).toEqual(before);
  });

  test("is possible for three days", async () => {
    const seconds = policy.phone.settlesAfterSeconds;
    const { person, link } = await changed(seconds + 2);
    const before = await allRows();
    await undoNumber(link, visitor);
    expect(await allRows()).toEqual(before);
    expect(await readUndo(link)).toMatchObject({ kind: "over" });
    await sql`update phone_changes set undo_until = undo_until + interval '1 minute'`;
    await undoNumber(link, visitor);
    expect(await numberOf(person)).toBe(person.phone);
  });
});

describe("After a second change", () => {
  test("the second one alone can be taken back, and then the first", async () => {
    const { person, link } = await changed(120);
    const second = linkOf(await newPhoneChange(person, NEWER, 60));
    await undoNumber(second, visitor);
    expect(await numberOf(person)).toBe(NEW);
    expect(await readUndo(link)).toMatchObject({ kind: "open" });
    await undoNumber(link, visitor);
    expect(await numberOf(person)).toBe(person.phone);
  });

  test("the first one takes the second with it: a thief shields nothing by changing twice", async () => {
    const { person, link } = await changed(120);
    const second = linkOf(await newPhoneChange(person, NEWER, 60));
    await undoNumber(link, visitor);
    expect(await numberOf(person)).toBe(person.phone);
    expect(await readUndo(second)).toMatchObject({ kind: "undone" });
    const before = await allRows();
    await undoNumber(second, visitor);
    expect(await allRows()).toEqual(before);
  });
});

describe("An old number that belongs to somebody else by now", () => {
  async function taken() {
    const { person, link } = await changed();
    const other = await newPerson();
    await sql`update phones set number = ${person.phone} where user_id = ${other.id}`;
    return { person, other, link };
  }

  test("stays with them, and whoever changed it is stopped all the same", async () => {
    const { person, other, link } = await taken();
    const [own, theirs] = [await newSession(person.id), await newSession(other.id)];
    expect(await readUndo(link)).toMatchObject({ kind: "taken" });
    await undoNumber(link, london);
    expect([await numberOf(person), await numberOf(other)]).toEqual([NEW, person.phone]);
    expect([await findLiveSession(own.sid), await findLiveSession(theirs.sid)]).toEqual([
      null,
      expect.anything(),
    ]);
    expect([await isFrozen(person), await isFrozen(other)]).toEqual([true, false]);
    expect(await toldTo()).toEqual([`changes-frozen email ${person.email}`]);
    expect(await sql`select outcome from audit where event = 'phone.restored'`).toEqual([
      { outcome: "taken" },
    ]);
    expect(await readUndo(link)).toMatchObject({ kind: "stopped" });
  });

  test("does it once for as long as changes are frozen", async () => {
    const { person, link } = await taken();
    await undoNumber(link, london);
    const { sid } = await newSession(person.id);
    const before = await allRows();
    await undoNumber(link, london);
    expect(await allRows()).toEqual(before);
    expect(await findLiveSession(sid)).not.toBeNull();
  });

  test("comes back once they have given it up", async () => {
    const { person, other, link } = await taken();
    await undoNumber(link, london);
    await sql`update phones set number = '+447700900111' where user_id = ${other.id}`;
    await undoNumber(link, london);
    expect(await numberOf(person)).toBe(person.phone);
  });
});

describe("The page and its button", () => {
  test("change nothing by being looked at, however often (T-055)", async () => {
    const links = [(await changed()).link, linkOf((await newPerson()).id), "x".repeat(44), undefined, ["x"]];
    const before = await allRows();
    for (const link of [...links, ...links]) await readUndo(link);
    expect(await allRows()).toEqual(before);
  });

  test("tell two digits of each number and nothing of its owner", async () => {
    const { person, link } = await changed();
    const view = JSON.stringify(await readUndo(link));
    expect(view).not.toContain(person.username);
    expect(view).not.toMatch(/7700|example\.org/);
  });

  test("work without a login", async () => {
    const { person, link } = await changed();
    await browseWith({ sid: null });
    expect(await whatComesOf(takeNumberBack(formOf({ link })))).toBe(`/undo-number?link=${link}&done`);
    expect(await numberOf(person)).toBe(person.phone);
  });

  test.each([["https://evil.example"], [null], ["null"]])("do nothing for a page from %s", async (origin) => {
    const { link } = await changed();
    await browseWith({ sid: null, origin });
    const before = await allRows();
    expect(await whatComesOf(takeNumberBack(formOf({ link })))).toBe(`/undo-number?link=${link}&foreign`);
    expect(await allRows()).toEqual(before);
  });

  test("take no link of another purpose, and none that was invented", async () => {
    const { id, link } = await changed();
    await browseWith({ sid: null });
    const before = await allRows();
    for (const forged of [linkToken("not-me", id), linkToken("reset", id), `${link}x`, "x".repeat(44), ""]) {
      expect(await whatComesOf(takeNumberBack(formOf({ link: forged })))).toBe("/undo-number");
      expect(await readUndo(forged)).toEqual({ kind: "unknown" });
    }
    expect(await allRows()).toEqual(before);
  });
});
