import { beforeEach, describe, expect, test, vi } from "vitest";
import { disable, enable, endAllOf } from "@/lib/admin/deeds";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { asAdmin, deeds, newAdmin } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const ROUNDS = 20;

/** A login whose factors have all passed, and which is turned into a session only now. */
async function verified({ id }: Person): Promise<string> {
  const handle = randomSecret();
  await sql`
    insert into logins (handle_hash, route, user_id, state, amr, browser, expires_at)
    values (${hashSecret(handle)}, 'password', ${id}, 'verified', 'pwd sms', 'Firefox', now() + interval '1 minute')`;
  return handle;
}

const liveOf = async (sids: readonly (string | undefined)[]): Promise<number> => {
  const found = await Promise.all(sids.map((sid) => findLiveSession(sid ?? null)));
  return found.filter((row) => row !== null).length;
};

describe("Whoever is disabled", () => {
  test("has no session of a login that was completed at the same moment, nor once enabled again", async () => {
    const { session } = await asAdmin();
    for (let round = 0; round < ROUNDS; round += 1) {
      const person = await newPerson();
      const decision = { session, visitor, personId: person.id };
      const sids: (string | undefined)[] = [];
      const handles = [await verified(person), await verified(person)];
      await race(3, async (index) => {
        const handle = handles[index];
        if (handle === undefined) return disable(decision);
        sids.push((await redeemHandle(handle))?.sid);
        return true;
      });
      expect(await liveOf(sids)).toBe(0);
      expect(await enable(decision)).toBe(true);
      expect(await liveOf(sids)).toBe(0);
      for (const handle of handles) expect(await redeemHandle(handle)).toBeNull();
    }
  });

  test("gets in with no PIN that was on its way", async () => {
    const { session } = await asAdmin();
    const person = await newPerson();
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    await disable({ session, visitor, personId: person.id });
    expect((await checkLoginPin(handle, code, visitor, providers)).kind).not.toBe("verified");
    expect(await redeemHandle(handle)).toBeNull();
    await enable({ session, visitor, personId: person.id });
    expect((await checkLoginPin(handle, code, visitor, providers)).kind).not.toBe("verified");
    expect(await redeemHandle(handle)).toBeNull();
  });

  test("is answered as with a wrong password, and logs in as ever once enabled", async () => {
    const { session } = await asAdmin();
    const person = await newPerson();
    const { providers } = scriptedProvider();
    const attempt = (password: string) =>
      startLogin({ identifier: person.username, password, returnTo: null }, visitor, providers);
    await disable({ session, visitor, personId: person.id });
    expect(await attempt(PASSWORD)).toEqual(await attempt("a wrong password of some length"));
    await enable({ session, visitor, personId: person.id });
    expect((await attempt(PASSWORD)).kind).toBe("challenged");
  });
});

test("All sessions that are open end, however many administrators press at once, and the owner is told once", async () => {
  const admins = [await asAdmin(), await asAdmin(), await asAdmin()];
  for (let round = 0; round < 5; round += 1) {
    await sql`delete from notices`;
    const person = await newPerson();
    const sids = [(await newSession(person.id)).sid, (await newSession(person.id)).sid];
    const ends = await race(admins.length, async (index) => {
      const admin = admins[index];
      return admin !== undefined && endAllOf({ session: admin.session, visitor, personId: person.id });
    });
    expect(ends.filter((end) => end.status === "fulfilled" && end.value)).toHaveLength(1);
    expect(await liveOf(sids)).toBe(0);
    expect(await sql`select 1 from notices where channel = 'text'`).toHaveLength(1);
  }
});

test("Of two administrators who disable each other, one stays", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await sql`update users set role = 'user'`;
    const [one, other] = [await asAdmin(), await asAdmin({}, await newAdmin())];
    const ends = await race(2, (index) =>
      index === 0
        ? disable({ session: one.session, visitor, personId: other.admin.id })
        : disable({ session: other.session, visitor, personId: one.admin.id }),
    );
    expect(ends.map((end) => end.status === "fulfilled" && end.value).toSorted()).toEqual([false, true]);
    const left = await sql`select 1 from users where role = 'admin' and disabled_at is null`;
    expect(left).toHaveLength(1);
  }
  expect((await deeds()).filter(({ event }) => event === "admin.disabled")).toHaveLength(ROUNDS);
});
