import { beforeEach, describe, expect, test, vi } from "vitest";
import { proveByPin } from "@/db/queries/confirmations";
import { askNewNumber, replaceNumber } from "@/lib/account/change-phone";
import { readSid } from "@/lib/auth";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { linkToken } from "@/lib/links";
import { checkLoginPin } from "@/lib/login/check-pin";
import { undoNumber } from "@/lib/notices/undo-number";
import { policy } from "@/lib/policy";
import { mailedReset, requestReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { testSimulator } from "../../support/simulator";
import { own } from "../phone-login/scripts";
import { Stranger } from "../phone-login/stranger";
import { cookie, loggedIn } from "../step-up/browser";
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
const OTHER = "+447700900778";
const numbers = async () =>
  (await sql<{ number: string }[]>`select number from phones`).map(({ number }) => number);

/** Somebody whose new number is proved. */
async function proved(phone = NEW) {
  const who = await loggedIn();
  return { ...who, handle: await provedPhoneChange(who.session, phone) };
}

describe("A new number (T-083)", () => {
  test("gets a PIN, and nothing changes before it is entered", async () => {
    const { session, person } = await loggedIn();
    expect(await askNewNumber(session, { country: "GB", phone: "07700 900777" }, visitor)).toEqual({
      kind: "asked",
    });
    const handle = (await cookie("phone-change")) ?? "";
    const pin = control.latestCode(NEW) ?? "";
    expect(await numbers()).toEqual([person.phone]);
    expect(await replaceNumber(session, handle, NEW, visitor)).toBe("over");
    expect(await checkConfirmationPin("phone-change", handle, pin, visitor)).toEqual({ kind: "proved" });
    expect(await numbers()).toEqual([person.phone]);
    expect(await replaceNumber(session, handle, NEW, visitor)).toBe("changed");
    expect(await numbers()).toEqual([NEW]);
    expect(control.messagesFor(person.phone)).toEqual([]);
  });

  test("is told to the old one, to itself and by mail, with two digits of each and what takes it back", async () => {
    const { session, person, handle } = await proved();
    await replaceNumber(session, handle, NEW, { ...visitor, place: "Tallinn, EE" });
    expect((await toldTo()).toSorted()).toEqual(
      [
        `number-changed email ${person.email}`,
        `number-changed text ${person.phone}`,
        `number-changed text ${NEW}`,
      ].toSorted(),
    );
    const [change] = await sql<{ id: string; hours: number }[]>`
      select id, extract(epoch from undo_until - changed_at)::int / 3600 as hours from phone_changes`;
    expect(change?.hours).toBe(policy.phone.settlesAfterSeconds / 3600);
    const common = {
      username: person.username,
      browser: visitor.browser,
      place: "Tallinn, EE",
      oldEnding: person.phone.slice(-2),
      newEnding: "77",
    };
    const told = await sql`select recipient, details from notices`;
    // Whoever has the new phone is not to take the change back.
    for (const { recipient, details } of told)
      expect(details).toEqual(recipient === NEW ? common : { ...common, changeId: change?.id });
  });

  test("gets the PINs from then on; the old one opens nothing any more", async () => {
    const { session, person, handle } = await proved();
    await replaceNumber(session, handle, NEW, visitor);
    const script = scriptedProvider();
    await loginAwaitingPin(person, script.providers);
    expect(script.starts).toMatchObject([{ number: NEW }]);
    const stranger = new Stranger({ phone: person.phone, script, person: null, providers: script.providers });
    await stranger.begin();
    expect(script.starts).toHaveLength(1);
  });

  test("opens nothing alone and resets nothing for three days, and can be taken back for as long", async () => {
    const { session, person, handle } = await proved();
    await replaceNumber(session, handle, NEW, visitor);
    const script = scriptedProvider();
    const stranger = new Stranger({ phone: NEW, script, person: null, providers: script.providers });
    expect(await checkLoginPin(await stranger.begin(), script.code, visitor, script.providers)).toEqual({
      kind: "held",
    });
    await requestReset(person.username, visitor);
    const [asked] = await sql<{ id: string }[]>`select id from confirmations where purpose = 'reset'`;
    expect(await mailedReset(linkToken("reset", asked?.id ?? ""))).toMatchObject({
      settlesAt: expect.any(Number),
    });
    const [change] = await sql<{ id: string }[]>`select id from phone_changes`;
    await undoNumber(linkToken("undo-number", change?.id ?? ""), visitor);
    expect(await numbers()).toEqual([person.phone]);
  });

  test("ends all other sessions and everything on its way, and this one goes on under a new id (T-045)", async () => {
    const { providers, code } = scriptedProvider();
    const { session, person, sid, handle } = await proved();
    const other = await newSession(person.id);
    const verified = await loginAwaitingPin(person, providers);
    await checkLoginPin(verified, code, visitor, providers);
    const waiting = await loginAwaitingPin(person, providers);
    await sql`insert into confirmations (purpose, state, user_id, browser, expires_at)
      values ('reset', 'proved', ${person.id}, '', now() + interval '10 minutes')`;
    await replaceNumber(session, handle, NEW, visitor);
    expect([await findLiveSession(sid), await findLiveSession(other.sid)]).toEqual([null, null]);
    expect(await findLiveSession(await readSid((await cookie("session")) ?? ""))).toMatchObject({
      phone: NEW,
    });
    expect(await redeemHandle(verified)).toBeNull();
    expect(await checkLoginPin(waiting, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await sql`select purpose, state from confirmations order by purpose`).toEqual([
      { purpose: "phone-change", state: "done" },
      { purpose: "reset", state: "cancelled" },
    ]);
  });

  test("is asked for three times an hour at most", async () => {
    const { session } = await loggedIn();
    const ask = (last: number) =>
      askNewNumber(session, { country: "GB", phone: `07700 9007${last}` }, visitor);
    for (const last of [71, 72, 73]) expect(await ask(last)).toEqual({ kind: "asked" });
    expect(await ask(74)).toMatchObject({ kind: "throttled" });
    expect(await sql`select 1 from challenges`).toHaveLength(3);
  });

  test.each([
    ["the one that there is already", (phone: string) => phone],
    ["a landline", () => "020 7946 0000"],
    ["no number", () => "call me"],
  ])("is not %s", async (_, typed) => {
    const { session, person } = await loggedIn();
    const before = await allRows();
    const outcome = await askNewNumber(session, { country: "GB", phone: typed(person.phone) }, visitor);
    expect(outcome).toEqual({ kind: "invalid", message: expect.any(String) });
    expect(await allRows()).toEqual(before);
  });
});

describe("The PIN of one number never changes to another (T-019)", () => {
  test("when the number is another one than was proved, in whatever row", async () => {
    const script = scriptedProvider();
    const { session, person } = await loggedIn();
    const { handle } = await openPhoneChange(session, NEW, script);
    await checkConfirmationPin("phone-change", handle, script.code, visitor, script.providers);
    await replaceNumber(session, handle, OTHER, visitor);
    expect(await numbers()).toEqual([NEW]);
    expect(person.phone).not.toBe(NEW);
  });

  test("when a second number is asked for in another tab, neither PIN is good for the other", async () => {
    const script = own();
    const { session } = await loggedIn();
    const first = await openPhoneChange(session, NEW, { ...script, code: "" });
    const second = await openPhoneChange(session, OTHER, { ...script, code: "" });
    const [pin = "", other = ""] = script.starts.map(({ code }) => code ?? "");
    const check = (handle: string, typed: string) =>
      checkConfirmationPin("phone-change", handle, typed, visitor, script.providers);
    expect(await check(second.handle, pin)).toMatchObject({ kind: "wrong" });
    expect(await check(first.handle, other)).toMatchObject({ kind: "wrong" });
    expect(await check(second.handle, other)).toEqual({ kind: "proved" });
    expect(await replaceNumber(session, first.handle, NEW, visitor)).toBe("over");
    expect(await replaceNumber(session, second.handle, OTHER, visitor)).toBe("changed");
    expect(await numbers()).toEqual([OTHER]);
  });

  test("when a confirmation is pointed at another challenge's number, only what was proved counts", async () => {
    const { session } = await loggedIn();
    const { handle, challengeId } = await openPhoneChange(session, NEW);
    await sql`update confirmations set phone = ${OTHER}`;
    await proveByPin(challengeId, "account.phone-pin", visitor);
    await replaceNumber(session, handle, OTHER, visitor);
    expect(await numbers()).not.toContain(OTHER);
  });
});
