import { beforeEach, describe, expect, test, vi } from "vitest";
import { aalOf } from "@/lib/auth/assurance";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { checkMorePassword, heldLogin } from "@/lib/login/more";
import { policy } from "@/lib/policy";
import { checkSignupPin } from "@/lib/signup/finish";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import {
  loginAwaitingPin,
  newPerson,
  PASSWORD,
  type Person,
  signupAwaitingPin,
  visitor,
} from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { Stranger } from "./stranger";

vi.mock("@/lib/later", async () => (await import("./later")).laterHere);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { sleepsAfterSeconds, settlesAfterSeconds } = policy.phone;

/** The handle of a login by phone whose right PIN was typed, and what came of it. */
async function passPin({ phone }: Person): Promise<{ handle: string; kind: string }> {
  const script = scriptedProvider();
  await sql`delete from throttles where name like 'phone.%'`;
  const handle = await new Stranger({ phone, script, person: null, providers: script.providers }).begin();
  const outcome = await checkLoginPin(handle, script.code, visitor, script.providers);
  return { handle, kind: outcome.kind };
}

const kindOf = async (person: Person) => (await passPin(person)).kind;
const typePassword = (handle: string, password = PASSWORD) => checkMorePassword(handle, password, visitor);

/** What makes a number not enough. */
const doubts = {
  "that nobody has used for a year": (seconds: number) => sql`
    update phones set confirmed_at = now() - interval '3 years',
      last_used_at = now() - ${sleepsAfterSeconds + seconds} * interval '1 second'`,
  "that was proved a year ago and never used": (seconds: number) => sql`
    update phones set confirmed_at = now() - ${sleepsAfterSeconds + seconds} * interval '1 second', last_used_at = null`,
  "that was changed in the last three days": (seconds: number) => sql`
    update phones set changed_at = now() - ${settlesAfterSeconds - seconds} * interval '1 second'`,
} as const;

describe("A number alone is not enough (T-082)", () => {
  test.each(Object.entries(doubts))("when it is one %s, to the minute", async (_, doubt) => {
    const person = await newPerson();
    await doubt(-60);
    expect(await kindOf(person)).toBe("verified");
    await doubt(60);
    expect(await kindOf(person)).toBe("held");
  });

  test("when somebody else has proved to hold it (T-081)", async () => {
    const person = await newPerson();
    await sql`update phones set contested_at = now() - interval '10 years'`;
    expect(await kindOf(person)).toBe("held");
  });

  test("when it is no longer the account's: the PIN was right for another number", async () => {
    const script = scriptedProvider();
    const person = await newPerson();
    const handle = await new Stranger({ ...person, script, person, providers: script.providers }).begin();
    await sql`update phones set number = '+447700900555'`;
    expect((await checkLoginPin(handle, script.code, visitor, script.providers)).kind).toBe("held");
  });

  test("and a login with the password goes on as ever", async () => {
    const { providers, code } = scriptedProvider();
    for (const doubt of Object.values(doubts)) {
      const person = await newPerson();
      await doubt(60);
      const handle = await loginAwaitingPin(person, providers);
      expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
    }
  });
});

describe("A login by phone that is held", () => {
  const asleep = async () => {
    const person = await newPerson();
    await doubts["that nobody has used for a year"](60);
    await sql`update phones set contested_at = now()`;
    return { person, ...(await passPin(person)) };
  };

  test("has no session, and keeps the number asleep", async () => {
    const { person, handle } = await asleep();
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select state, amr from logins`).toEqual([{ state: "identified", amr: "sms" }]);
    expect(await kindOf(person)).toBe("held");
  });

  test("becomes a session with both factors (AAL2) by the password, and the number is awake and nobody else's", async () => {
    const { person, handle } = await asleep();
    expect(await typePassword(handle)).toEqual({ kind: "verified", returnTo: "/account" });
    const live = await findLiveSession((await redeemHandle(handle))?.sid);
    expect(live).toMatchObject({ userId: person.id, amr: "pwd sms" });
    expect(aalOf(live?.amr ?? "")).toBe(2);
    expect(
      await sql`select contested_at, last_used_at > now() - interval '1 minute' as used from phones`,
    ).toEqual([{ contested_at: null, used: true }]);
    expect(await kindOf(person)).toBe("verified");
  });

  test("takes no wrong password, and after ten within a quarter of an hour not the right one either", async () => {
    const { handle } = await asleep();
    const { limit } = policy.throttles.passwordByAccount;
    for (let tries = 0; tries < limit; tries += 1)
      expect(await typePassword(handle, "not the password")).toEqual({ kind: "wrong" });
    expect(await typePassword(handle)).toMatchObject({ kind: "throttled" });
    expect(await redeemHandle(handle)).toBeNull();
    await sql`update throttles set window_ends_at = now() where name = 'passwordByAccount'`;
    expect(await typePassword(handle)).toMatchObject({ kind: "verified" });
  });

  test("shares these tries with every other one of the account", async () => {
    const { person, handle } = await asleep();
    for (let tries = 0; tries < 10; tries += 1) await typePassword(handle, "not the password");
    const { handle: second } = await passPin(person);
    expect(await typePassword(second)).toMatchObject({ kind: "throttled" });
  });

  test("is over with its ten minutes, when it was given up, when it is done and when the account is disabled", async () => {
    for (const end of [
      () => sql`update logins set expires_at = now()`,
      () => sql`update logins set state = 'cancelled'`,
      () => sql`update logins set state = 'verified'`,
      () => sql`update users set disabled_at = now()`,
    ]) {
      const { handle } = await asleep();
      await end();
      expect(await typePassword(handle)).toEqual({ kind: "over" });
      await reset();
    }
  });

  test("of another route takes no password instead of its PIN", async () => {
    const { providers } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(await heldLogin(handle)).toBeNull();
    expect(await typePassword(handle)).toEqual({ kind: "over" });
    await sql`update logins set state = 'identified'`;
    expect(await typePassword(handle)).toEqual({ kind: "over" });
  });

  test("stays held where the account has no password", async () => {
    const { handle } = await asleep();
    await sql`update users set password_hash = null`;
    for (const password of [PASSWORD, "a password that nobody has", ""])
      expect(await typePassword(handle, password)).toEqual({ kind: "wrong" });
    expect(await redeemHandle(handle)).toBeNull();
  });

  test("opens one session however often its password is typed at once", async () => {
    const { handle } = await asleep();
    const ends = await race(8, async () => ({
      ...(await typePassword(handle)),
      session: await redeemHandle(handle),
    }));
    const done = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
    expect(done.filter(({ kind }) => kind === "verified")).toHaveLength(1);
    expect(done.filter(({ session }) => session !== null)).toHaveLength(1);
  });
});

describe("Whoever proves a number of another account (T-081)", () => {
  const claim = async ({ phone }: Person) => {
    const { providers, code } = scriptedProvider();
    await sql`delete from throttles`;
    const handle = await signupAwaitingPin(providers, { phone });
    const outcome = await checkSignupPin(handle, code, visitor, providers);
    return { handle, outcome };
  };

  test("is not logged in to it, and its owner is told", async () => {
    const person = await newPerson();
    const { handle, outcome } = await claim(person);
    expect(outcome).toEqual({ kind: "taken", field: "phone" });
    expect(await redeemHandle(handle)).toBeNull();
    expect(await toldTo()).toEqual([`number-claimed email ${person.email}`]);
    expect(await sql`select event, user_id from audit where event = 'account.phone-claimed'`).toEqual([
      { event: "account.phone-claimed", user_id: person.id },
    ]);
    expect(await kindOf(person)).toBe("held");
  });

  test("has the owner told once a day", async () => {
    const person = await newPerson();
    for (let claims = 0; claims < 3; claims += 1) await claim(person);
    expect(await toldTo()).toHaveLength(1);
    await sql`update phones set contested_at = contested_at - interval '23 hours 59 minutes'`;
    await claim(person);
    expect(await toldTo()).toHaveLength(1);
    await sql`update phones set contested_at = contested_at - interval '2 minutes'`;
    await claim(person);
    expect(await toldTo()).toHaveLength(2);
  });

  test("makes no difference to an owner who has logged in with password and PIN since", async () => {
    const { providers, code } = scriptedProvider();
    const person = await newPerson();
    await claim(person);
    await sql`delete from throttles`;
    const handle = await loginAwaitingPin(person, providers);
    await checkLoginPin(handle, code, visitor, providers);
    expect(await kindOf(person)).toBe("verified");
  });
});
