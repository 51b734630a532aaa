import { beforeEach, describe, expect, test } from "vitest";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { checkSignupPin } from "@/lib/signup/finish";
import { sweepAll } from "@/lib/sweep";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { passTime } from "../../support/time";
import { count } from "./invariants";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { providers, code } = scriptedProvider();

async function logIn(at: number) {
  const handle = await loginAwaitingPin(await newPerson(), providers, { address: `10.9.${at}.1` });
  const outcome = await checkLoginPin(handle, code, visitor, providers);
  return { outcome, session: await redeemHandle(handle) };
}

describe("The sweeper (F-34)", () => {
  test("run twice at once, ten times, while people log in, takes what is over and nothing else", async () => {
    for (let round = 0; round < 10; round += 1) {
      const over = await loginAwaitingPin(await newPerson(), providers, { address: `10.8.${round}.1` });
      await sql`update logins set expires_at = now() - interval '3 days'`;
      const [first, second, ...logins] = await Promise.all([
        sweepAll(providers),
        sweepAll(providers),
        ...[0, 1, 2].map((login) => logIn(3 * round + login)),
      ]);
      expect(first.logins + second.logins).toBeGreaterThanOrEqual(1);
      for (const { outcome, session } of logins) {
        expect(outcome).toMatchObject({ kind: "verified" });
        expect(await findLiveSession(session?.sid)).not.toBeNull();
      }
      expect(await redeemHandle(over)).toBeNull();
    }
    expect(await count("sessions")).toBe(30);
  });

  test("that never runs opens nothing: what is over is refused as long as it is kept", async () => {
    const person = await newPerson();
    const pin = await loginAwaitingPin(person, providers);
    await passTime(policy.pin.lifeSeconds + 1);
    expect(await checkLoginPin(pin, code, visitor, providers)).toMatchObject({ kind: "closed" });

    const late = await loginAwaitingPin(await newPerson(), providers);
    await checkLoginPin(late, code, visitor, providers);
    await sql`update logins set expires_at = now()`;
    expect(await redeemHandle(late)).toBeNull();

    const signup = await signupAwaitingPin(providers);
    await sql`update signups set expires_at = now()`;
    expect(await checkSignupPin(signup, code, visitor, providers)).toMatchObject({ kind: "closed" });

    const { sid } = await newSession(person.id, { age: policy.session[2].absoluteSeconds + 1 });
    expect(await findLiveSession(sid)).toBeNull();
    const idle = await newSession(person.id, { idle: policy.session[2].idleSeconds + 1 });
    expect(await findLiveSession(idle.sid)).toBeNull();
    for (const table of ["logins", "signups", "sessions"]) expect(await count(table)).toBeGreaterThan(0);
  });
});
