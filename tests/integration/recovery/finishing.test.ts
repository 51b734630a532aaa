import { beforeEach, describe, expect, test, vi } from "vitest";
import { findDevice } from "@/db/queries/devices";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { randomSecret } from "@/lib/crypto";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startPhoneLogin } from "@/lib/login/start-by-phone";
import { readDispute } from "@/lib/notices/dispute";
import { requestReset, startReset } from "@/lib/reset/reset";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { linkOf } from "../notices/disputes";
import { newestLink as newestReset } from "../reset/resets";
import { begunNumber, finish, NEW, passHours, provedNumber, ripeLink, states } from "./recoveries";

// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const number = async ({ id }: Person) =>
  (await sql`select number from phones where user_id = ${id}`)[0]?.number;

/** Everything that an account can have. */
async function equip({ id }: Person): Promise<void> {
  await sql`insert into devices (user_id, name, public_key, browser) values (${id}, 'Pixel', ${randomSecret()}, '')`;
  await sql`insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
    values (${id}, 'Laptop', ${randomSecret()}, '', 0, false, '')`;
  await sql`insert into authenticator_apps (user_id, name, secret, last_step, browser) values (${id}, 'App', '', 0, '')`;
  await sql`insert into recovery_codes (user_id, set_id, locator, hash, confirmed_at)
    values (${id}, gen_random_uuid(), '', '', now())`;
  await sql`insert into trusted_browsers (user_id, browser_hash, token_hash, browser, expires_at)
    values (${id}, '', '', '', now() + interval '30 days')`;
  await sql`insert into browsers (user_id, browser_hash) values (${id}, ${randomSecret()})`;
  await sql`update users set factor_failures = 50, factor_failed_at = now(), approvals_off_at = now() where id = ${id}`;
}

const alive = async ({ id }: Person) => {
  const [counts] = await sql`select
    (select count(*)::int from devices where user_id = ${id} and revoked_at is null) as devices,
    (select count(*)::int from passkeys where user_id = ${id} and revoked_at is null) as passkeys,
    (select count(*)::int from authenticator_apps where user_id = ${id} and revoked_at is null) as apps,
    (select count(*)::int from recovery_codes where user_id = ${id} and dropped_at is null) as codes,
    (select count(*)::int from trusted_browsers where user_id = ${id} and revoked_at is null) as trusted,
    (select count(*)::int from browsers where user_id = ${id}) as browsers,
    (select count(*)::int from sessions where user_id = ${id} and revoked_at is null) as sessions`;
  return counts;
};
const all = (n: number) => ({
  ...{ devices: n, passkeys: n, apps: n, codes: n, trusted: n, browsers: n, sessions: n },
});

describe("Link, password and the PIN of a new phone", () => {
  test("put it in the place of every factor, session and browser; another account keeps its own", async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    for (const one of [person, other]) {
      await equip(one);
      await newSession(one.id);
    }
    const { sid } = await newSession(person.id, { amr: "sms" });
    const link = await ripeLink(other).then(async () => ripeLink(person));
    const handle = await provedNumber(link);
    expect(await alive(person)).toEqual({ ...all(1), sessions: 2 });
    expect(await finish(handle)).toEqual({ kind: "done" });
    expect(await number(person)).toBe(NEW.e164);
    expect(await alive(person)).toEqual(all(0));
    expect(await alive(other)).toEqual(all(1));
    expect(await findLiveSession(sid)).toBeNull();
    const [device] = await sql<{ id: string }[]>`select id from devices where user_id = ${person.id}`;
    expect(await findDevice(device?.id ?? "")).toBeNull();
    expect(
      await sql`select factor_failures::int, approvals_off_at from users where id = ${person.id}`,
    ).toEqual([{ factor_failures: 0, approvals_off_at: null }]);
    expect(
      await sql`select event, details->>'device' as name from audit
      where user_id = ${person.id} and outcome = 'recovery' and event like '%removed' order by 1, 2`,
    ).toEqual([
      { event: "device.removed", name: "Pixel" },
      { event: "factor.removed", name: "App" },
      { event: "factor.removed", name: "Laptop" },
    ]);
  });

  test("log nobody in: that takes the password and a PIN to the new phone as ever", async () => {
    const person = await newPerson();
    const handle = await provedNumber(await ripeLink(person));
    await finish(handle);
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select 1 from sessions`).toEqual([]);
    const { providers, starts, code } = scriptedProvider();
    const login = await loginAwaitingPin(person, providers);
    expect(starts.map((start) => start.number)).toEqual([NEW.e164]);
    expect(await checkLoginPin(login, code, visitor, providers)).toMatchObject({ kind: "verified" });
    expect(await redeemHandle(login)).not.toBeNull();
  });

  test("tell every address, the old number and the new one, and each of them can answer", async () => {
    const person = await newPerson();
    const handle = await provedNumber(await ripeLink(person));
    await sql`delete from notices where kind <> 'recovery-ready'`;
    await finish(handle);
    expect(await toldTo()).toEqual([
      `recovery-done email ${person.email}`,
      `recovery-done text ${person.phone}`,
      `recovery-done text ${NEW.e164}`,
    ]);
    expect(
      await sql`select distinct details->>'newEnding' as ending, details->>'username' as name from notices`,
    ).toEqual([{ ending: "99", name: person.username }]);
    const notices = await sql<{ id: string }[]>`select id from notices`;
    for (const { id } of notices) expect(await readDispute(linkOf(id))).toMatchObject({ kind: "open" });
    expect(await sql`select state from confirmations where purpose = 'recovery'`).toEqual([
      { state: "done" },
    ]);
    expect(await states()).toEqual(["done"]);
  });

  test("make a number that resets nothing and opens nothing alone for 72 hours", async () => {
    const person = await newPerson();
    await finish(await provedNumber(await ripeLink(person)));
    const { providers, code } = scriptedProvider();
    await requestReset(person.username, visitor);
    expect(await startReset(await newestReset(), visitor, providers)).toBeNull();
    const unsent: (() => Promise<unknown>)[] = [];
    const request = { phone: NEW.typed, country: "GB", returnTo: null };
    const alone = await startPhoneLogin(request, visitor, providers, (work) => unsent.push(work));
    if (alone.kind !== "challenged") throw new Error(`The login was ${alone.kind}`);
    for (const work of unsent) await work();
    const wait = async () => {};
    expect(await checkLoginPin(alone.handle, code, visitor, providers, wait)).toEqual({ kind: "held" });
  });

  test("end every login on its way, and whatever else was to be confirmed", async () => {
    const person = await newPerson();
    const { providers, code } = scriptedProvider();
    const handle = await provedNumber(await ripeLink(person));
    const verified = await loginAwaitingPin(person, providers);
    await checkLoginPin(verified, code, visitor, providers);
    for (const purpose of ["step-up", "phone-change", "email-change", "reset", "recovery"])
      await sql`insert into confirmations (purpose, state, user_id, browser, expires_at)
        values (${purpose}, 'proved', ${person.id}, '', now() + interval '10 minutes')`;
    expect(await finish(handle)).toEqual({ kind: "done" });
    expect(await redeemHandle(verified)).toBeNull();
    expect(await sql`select state, count(*)::int from confirmations group by 1 order by 1`).toEqual([
      { state: "cancelled", count: 5 },
      { state: "done", count: 1 },
    ]);
  });

  test("may bring the same number again, which is told once", async () => {
    const person = await newPerson();
    const handle = await provedNumber(await ripeLink(person), person.phone);
    await sql`delete from notices where kind <> 'recovery-ready'`;
    expect(await finish(handle)).toEqual({ kind: "done" });
    expect(await number(person)).toBe(person.phone);
    expect(await toldTo()).toHaveLength(2);
  });
});

describe("Nothing changes", () => {
  test.each([
    ["before the PIN", () => sql`update confirmations set state = 'open'`],
    ["after the handle's half hour", () => sql`update confirmations set expires_at = now()`],
    ["with what proved something else", () => sql`update confirmations set purpose = 'phone-change'`],
    ["before the wait is over", () => passHours(-2)],
    ["when the time to use it is over", () => passHours(24 * 4)],
    ["once it was stopped", () => sql`update recoveries set state = 'stopped'`],
    ["for a disabled account", () => sql`update users set disabled_at = now()`],
    ["while changes are frozen", () => sql`update users set frozen_until = now() + interval '1 day'`],
  ])("%s", async (_, meanwhile) => {
    const person = await newPerson();
    await equip(person);
    const handle = await provedNumber(await ripeLink(person));
    await meanwhile();
    const before = await allRows();
    expect(await finish(handle)).toEqual({ kind: "over" });
    expect(await allRows()).toEqual(before);
  });

  test("where the number has become another account's meanwhile: that one keeps it, and its owner is told", async () => {
    const person = await newPerson();
    await equip(person);
    const link = await ripeLink(person);
    const handle = await provedNumber(link);
    const other = await newPerson({ phone: NEW.e164 });
    expect(await finish(handle)).toEqual({ kind: "taken", link });
    expect(await number(person)).toBe(person.phone);
    expect(await number(other)).toBe(NEW.e164);
    expect(await alive(person)).toEqual({ ...all(1), sessions: 0 });
    expect(await states()).toEqual(["waiting"]);
    expect(await toldTo()).toContain(`number-claimed email ${other.email}`);
    expect(await finish(await provedNumber(link, "07700 900998"))).toEqual({ kind: "done" });
  });

  test("twice: the handle and the link are worth nothing afterwards", async () => {
    const link = await ripeLink(await newPerson());
    const handle = await provedNumber(link);
    await finish(handle);
    const before = await allRows();
    expect(await finish(handle)).toEqual({ kind: "over" });
    await expect(begunNumber(link)).rejects.toThrow("over");
    expect(await allRows()).toEqual(before);
  });
});
