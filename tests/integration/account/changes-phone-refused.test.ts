import { beforeEach, describe, expect, test, vi } from "vitest";
import { askNewNumber, replaceNumber } from "@/lib/account/change-phone";
import { findLiveSession } from "@/lib/auth/redeem";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { checkLoginPin } from "@/lib/login/check-pin";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { testSimulator } from "../../support/simulator";
import { pinPage } from "../../support/steps";
import { Stranger } from "../phone-login/stranger";
import { cookie, here, loggedIn, provedStepUp } from "../step-up/browser";
import { openPhoneChange, provedPhoneChange } from "./changes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(async () => {
  control.reset();
  await reset();
});

const NEW = "+447700900777";
const _OTHER = "+447700900778";
const numbers = async () =>
  (await sql<{ number: string }[]>`select number from phones`).map(({ number }) => number);

/** Somebody whose new number is proved. */
async function proved(phone = NEW) {
  const who = await loggedIn();
  return { ...who, handle: await provedPhoneChange(who.session, phone) };
}

describe("Nothing at all changes", () => {
  test.each([
    ["before the PIN", () => sql`update confirmations set state = 'open'`],
    ["when it was used already", () => sql`update confirmations set state = 'done'`],
    ["after a quarter of an hour", () => sql`update confirmations set expires_at = now()`],
    ["when it was another session's", () => sql`update confirmations set session_id = null`],
    ["when it was proved for something else", () => sql`update confirmations set purpose = 'step-up'`],
    [
      "when changes were frozen meanwhile",
      () => sql`update users set frozen_until = now() + interval '1 day'`,
    ],
    ["when the account was disabled meanwhile", () => sql`update users set disabled_at = now()`],
    ["when the session ended meanwhile", () => sql`update sessions set revoked_at = now()`],
  ])("%s", async (_, meanwhile) => {
    const { session, person, handle } = await proved();
    await loginAwaitingPin(person, scriptedProvider().providers);
    await newSession(person.id);
    await meanwhile();
    const before = await allRows();
    expect(await replaceNumber(session, handle, NEW, visitor)).toBe("over");
    expect(await allRows()).toEqual(before);
  });

  test("in another session of the account, or with a number that somebody else has proved", async () => {
    const { person, handle } = await proved();
    const other = await loggedIn({}, person);
    expect(await replaceNumber(other.session, handle, NEW, visitor)).toBe("over");
    const stranger = await loggedIn();
    expect(await replaceNumber(stranger.session, handle, NEW, visitor)).toBe("over");
    expect((await numbers()).toSorted()).toEqual([person.phone, stranger.person.phone].toSorted());
    expect(await toldTo()).toEqual([]);
  });

  test("when the number is another account's, whose owner is told; the session of neither becomes the other's (T-081)", async () => {
    const owner = await newPerson();
    const { session, person, sid, handle } = await proved(owner.phone);
    for (let tries = 0; tries < 3; tries += 1)
      expect(await replaceNumber(session, handle, owner.phone, visitor)).toBe("taken");
    expect((await numbers()).toSorted()).toEqual([owner.phone, person.phone].toSorted());
    expect(await toldTo()).toEqual([`number-claimed email ${owner.email}`]);
    expect(await findLiveSession(sid)).toMatchObject({ userId: person.id });
    expect(await sql`select 1 from phone_changes`).toEqual([]);
    const script = scriptedProvider();
    const stranger = new Stranger({ phone: owner.phone, script, person: null, providers: script.providers });
    expect(await checkLoginPin(await stranger.begin(), script.code, visitor, script.providers)).toEqual({
      kind: "held",
    });
  });
});

test("Whether a number is somebody's is not told before it is proved", async () => {
  const owner = await newPerson();
  const seen: unknown[] = [];
  for (const phone of [owner.phone, "+447700900776"]) {
    const { session } = await loggedIn();
    seen.push(await askNewNumber(session, { country: "GB", phone }, visitor));
    const page = await pinPage((await cookie("phone-change")) ?? "", "phone-change");
    seen.push({ obstacle: page?.obstacle, channel: page?.channel });
  }
  expect(seen.slice(0, 2)).toEqual(seen.slice(2));
});

test("A wrong PIN of a new number counts on the account, and a right one neither counts nor clears anything", async () => {
  const script = scriptedProvider();
  const { session } = await loggedIn();
  const { handle } = await openPhoneChange(session, NEW, script);
  const check = (pin: string) => checkConfirmationPin("phone-change", handle, pin, visitor, script.providers);
  const failures = async () => (await sql`select factor_failures::int as n from users`)[0]?.n;
  await check("000000");
  expect(await failures()).toBe(1);
  await check(script.code);
  expect(await failures()).toBe(1);
  await provedStepUp(session);
  expect(await failures()).toBe(0);
});

test("Fifty posts at once change the number once", async () => {
  const { session, handle } = await proved();
  const ends = await race(50, () => replaceNumber(session, handle, NEW, visitor));
  expect(ends.filter((end) => end.status === "fulfilled" && end.value === "changed")).toHaveLength(1);
  expect(ends.filter((end) => end.status === "rejected")).toEqual([]);
  expect(await sql`select 1 from phone_changes`).toHaveLength(1);
  expect(await toldTo()).toHaveLength(3);
  expect((await here()).user.phone).toBe(NEW);
});

test("Of two accounts that prove one number at once one gets it, 20 times", async () => {
  for (let round = 0; round < 20; round += 1) {
    await reset();
    const first = await proved();
    const second = await proved();
    const ends = await race(2, (index) => {
      const { session, handle } = index === 0 ? first : second;
      return replaceNumber(session, handle, NEW, visitor);
    });
    expect(ends.map((end) => (end.status === "fulfilled" ? end.value : "failed")).toSorted()).toEqual([
      "changed",
      "taken",
    ]);
    expect((await numbers()).filter((number) => number === NEW)).toHaveLength(1);
  }
}, 60_000);
