import { beforeEach, describe, expect, test, vi } from "vitest";
import * as password from "@/lib/auth/password";
import { type LoginOutcome, startLogin } from "@/lib/login/start";
import { policy } from "@/lib/policy";
import { startSignup } from "@/lib/signup/start";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, signupRequest, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

const argon = vi.hoisted(() => ({ verified: 0 }));
vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  const verify: typeof real.verify = (...given) => {
    argon.verified += 1;
    return real.verify(...given);
  };
  return { ...real, verify };
});

const { sql, reset } = await testDatabase();
beforeEach(reset);

const attempt = (identifier: string, typed: string): Promise<LoginOutcome> =>
  startLogin({ identifier, password: typed, returnTo: null }, visitor, scriptedProvider().providers);

/** The ways of not getting in, as pairs of identifier and password. */
async function refusedLogins(): Promise<Record<string, readonly [string, string]>> {
  const person = await newPerson();
  const disabled = await newPerson();
  await sql`update users set disabled_at = now() where id = ${disabled.id}`;
  const unproved = signupRequest();
  await startSignup(unproved, visitor, scriptedProvider().providers);
  return {
    "unknown name": ["nobody-here", PASSWORD],
    "unknown address": ["nobody@example.org", PASSWORD],
    "wrong password": [person.username, "not the password"],
    "unproved sign-up": [unproved.username, PASSWORD],
    "disabled account": [disabled.username, PASSWORD],
  };
}

describe("logging in does not tell who has an account", () => {
  test("every refused login gets the same answer and leaves the same kinds of rows (T-001)", async () => {
    for (const [identifier, typed] of Object.values(await refusedLogins())) {
      await sql.begin(async (transaction) => {
        await transaction`set local session_replication_role = replica`;
        await transaction`delete from audit`;
      });
      expect(await attempt(identifier, typed)).toEqual({ kind: "rejected" });
      expect(await sql`select event, outcome, factor from audit`).toEqual([
        { event: "login.password", outcome: "wrong", factor: "pwd" },
      ]);
    }
  });

  test("every refused login computes one hash (T-002)", async () => {
    await password.prepareDummy();
    const logins = Object.values(await refusedLogins());
    for (const [identifier, typed] of logins) {
      const before = argon.verified;
      await attempt(identifier, typed);
      expect(argon.verified).toBe(before + 1);
    }
  });

  test("an unknown name takes as long as a wrong password (T-002)", async () => {
    const person = await newPerson();
    const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const difference = async () => {
      const times: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
      for (let round = 0; round < 31; round += 1) {
        await sql`delete from throttles`;
        for (const kind of ["known", "unknown"] as const) {
          const from = performance.now();
          await attempt(kind === "known" ? person.username : "nobody-here", "not the password");
          times[kind].push(performance.now() - from);
        }
      }
      const [known, unknown] = [median(times.known), median(times.unknown)];
      return Math.abs(known - unknown) / known;
    };
    // A hash left out shows in every series (the rest is a tenth of it); a busy machine does not.
    const series: number[] = [];
    while (series.length < 3 && !series.some((one) => one < 0.3)) series.push(await difference());
    expect(Math.min(...series)).toBeLessThan(0.3);
  });

  test("limits arrive at the same attempt for a known and an unknown name (T-008)", async () => {
    const person = await newPerson();
    const attempts = { known: 0, unknown: 0 };
    for (const kind of ["known", "unknown"] as const) {
      const name = kind === "known" ? person.username : "nobody-here";
      while ((await attempt(name, "not the password")).kind !== "throttled") attempts[kind] += 1;
    }
    expect(attempts).toEqual({ known: 10, unknown: 10 });
  });

  test("another form of the same name shares its limit", async () => {
    const person = await newPerson({ username: "some.body" });
    for (let tries = 0; tries < policy.throttles.loginByAccountAndAddress.limit; tries += 1) {
      await attempt(tries % 2 === 0 ? "SOME.body" : person.username, "not the password");
    }
    expect((await attempt("Some.Body", PASSWORD)).kind).toBe("throttled");
  });

  test("a stranger's failures do not shut the owner out at another address", async () => {
    const person = await newPerson();
    for (let tries = 0; tries < 12; tries += 1) await attempt(person.username, "not the password");
    const request = { identifier: person.username, password: PASSWORD, returnTo: null };
    const owner = await startLogin(
      request,
      { ...visitor, address: "198.51.100.7" },
      scriptedProvider().providers,
    );
    expect(owner.kind).toBe("challenged");
  });
});

test("a sign-up with a taken address or number goes on exactly like any other (T-003)", async () => {
  const owner = await newPerson();
  const free = scriptedProvider();
  const outcome = await startSignup(signupRequest(), visitor, free.providers);
  for (const given of [{ email: owner.email }, { phone: owner.phone }]) {
    const taken = scriptedProvider();
    const same = await startSignup(signupRequest(given), visitor, taken.providers);
    expect(Object.keys(same)).toEqual(Object.keys(outcome));
    expect(same.kind).toBe(outcome.kind);
    expect(taken.starts).toHaveLength(free.starts.length);
  }
});
