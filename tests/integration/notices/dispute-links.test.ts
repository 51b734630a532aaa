import { beforeEach, describe, expect, test, vi } from "vitest";
import { sayNotMe } from "@/app/(auth)/not-me/actions";
import type { NoticeKind } from "@/db/queries/notices";
import { findLiveSession } from "@/lib/auth/redeem";
import { linkToken } from "@/lib/links";
import { dispute, readDispute } from "@/lib/notices/dispute";
import { disputable, noticeWords } from "@/lib/notices/kinds";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { allRows, newNotice, newPhoneChange } from "../../support/notices";
import { newPerson, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { disputedBy, linkOf } from "./disputes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("A link", () => {
  const frozen = async () => (await sql`select 1 from users where frozen_until is not null`).length > 0;

  test.each(disputable)("about %s can be pressed", async (kind) => {
    const link = await disputedBy(await newPerson(), { kind });
    expect(await frozen()).toBe(true);
    expect(await readDispute(link)).toMatchObject({ kind: "disputed" });
  });

  test.each((Object.keys(noticeWords) as NoticeKind[]).filter((kind) => !disputable.includes(kind)))(
    "about %s never is one, even if somebody could make it",
    async (kind) => {
      const link = await disputedBy(await newPerson(), { kind });
      expect(await frozen()).toBe(false);
      expect(await readDispute(link)).toEqual({ kind: "unknown" });
    },
  );

  test("is good for a week", async () => {
    const seconds = policy.notices.disputeSeconds;
    const late = await disputedBy(await newPerson(), { age: seconds + 2 });
    expect(await frozen()).toBe(false);
    expect(await readDispute(late)).toMatchObject({ kind: "over", told: { browser: "Firefox on Linux" } });
    await disputedBy(await newPerson(), { age: seconds - 60 });
    expect(await frozen()).toBe(true);
  });

  test("is good once: what is opened afterwards stays open", async () => {
    const person = await newPerson();
    const link = await disputedBy(person);
    const { sid } = await newSession(person.id);
    await sql`update users set frozen_until = null`;
    await dispute(link, visitor);
    expect(await findLiveSession(sid)).not.toBeNull();
    expect(await frozen()).toBe(false);
  });

  test.each([
    ["nothing", () => undefined],
    ["two links", (link: string) => [link, link]],
    ["something invented", () => "x".repeat(44)],
    [
      "another notice under the same seal",
      (link: string, other: string) => other.slice(0, 22) + link.slice(22),
    ],
    ["one letter more", (link: string) => `${link}x`],
    ["one for another purpose", (_: string, __: string, id: string) => linkToken("undo-number", id)],
  ])("of %s opens nothing", async (_name, forge) => {
    const [person, other] = [await newPerson(), await newPerson()];
    const [id, otherId] = [await newNotice(person), await newNotice(other)];
    const forged = forge(linkOf(id), linkOf(otherId), id);
    const before = await allRows();
    expect(await readDispute(forged)).toEqual({ kind: "unknown" });
    await dispute(forged, visitor);
    expect(await allRows()).toEqual(before);
  });

  test("of an account that is gone opens nothing", async () => {
    const person = await newPerson();
    const link = linkOf(await newNotice(person));
    await sql`delete from users where id = ${person.id}`;
    await dispute(link, visitor);
    expect(await readDispute(link)).toEqual({ kind: "unknown" });
  });
});

describe("The page", () => {
  test("changes nothing by being looked at, however often (T-055)", async () => {
    const person = await newPerson();
    await newSession(person.id);
    const links = [
      linkOf(await newNotice(person)),
      await disputedBy(await newPerson()),
      "x".repeat(44),
      undefined,
    ];
    const before = await allRows();
    for (const link of [...links, ...links]) await readDispute(link);
    expect(await allRows()).toEqual(before);
  });

  test("shows neither number nor address nor name, whatever the notice has", async () => {
    const person = await newPerson();
    const changeId = await newPhoneChange(person, "+447700900999");
    const details = {
      oldEnding: "23",
      newEnding: "99",
      oldEmail: "a…@example.org",
      newEmail: "b…@example.org",
      changeId,
    };
    for (const kind of disputable) {
      const view = JSON.stringify(await readDispute(linkOf(await newNotice(person, { kind, details }))));
      expect(view).not.toMatch(/example\.org|7700|\+44/);
      expect(view).not.toContain(person.username);
    }
  });

  test("leads on to the old number after a change of number, and after nothing else", async () => {
    const person = await newPerson();
    const changeId = await newPhoneChange(person, "+447700900999");
    const changed = await disputedBy(person, { kind: "number-changed", details: { changeId } });
    const undo = `http://localhost:3000/undo-number?link=${linkToken("undo-number", changeId)}`;
    expect(await readDispute(changed)).toMatchObject({ kind: "disputed", undo });
    const other = await disputedBy(person, { kind: "email-changed", details: { changeId } });
    expect(await readDispute(other)).toMatchObject({ kind: "disputed", undo: null });
  });
});

describe("The button", () => {
  test("does it without a login, and comes back to the page", async () => {
    const person = await newPerson();
    const link = linkOf(await newNotice(person));
    await browseWith({ sid: null });
    expect(await whatComesOf(sayNotMe(formOf({ link })))).toBe(`/not-me?link=${link}&done`);
    expect(await readDispute(link)).toMatchObject({ kind: "disputed" });
  });

  test.each([["https://evil.example"], [null], ["null"]])(
    "does nothing for a page from %s",
    async (origin) => {
      const link = linkOf(await newNotice(await newPerson()));
      await browseWith({ sid: null, origin });
      const before = await allRows();
      expect(await whatComesOf(sayNotMe(formOf({ link })))).toBe(`/not-me?link=${link}&foreign`);
      expect(await allRows()).toEqual(before);
    },
  );

  test.each(["", "//evil.example", "x\r\nset-cookie: a=b", "x".repeat(44)])(
    "of %j leads to our own page",
    async (link) => {
      await browseWith({ sid: null });
      expect(await whatComesOf(sayNotMe(formOf({ link })))).toBe("/not-me");
    },
  );
});
