import { beforeEach, describe, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { sendAgain } from "@/lib/challenges/again";
import { checkPin } from "@/lib/challenges/check-pin";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { checkSignupPin } from "@/lib/signup/finish";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const failures = async () => (await sql<{ n: number }[]>`select factor_failures as n from users`)[0]?.n;

describe("guessing a PIN", () => {
  test("after the last try the right PIN is refused and the challenge stays closed (T-011)", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    for (let tries = 0; tries < 3; tries += 1) await checkLoginPin(handle, "000000", visitor, providers);
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await sql`select state from challenges`).toEqual([{ state: "exhausted" }]);
  });

  test("new PINs do not reset the account's count, and at the cap the way in closes for a while (T-012)", async () => {
    const { providers, checks, code } = scriptedProvider();
    const person = await newPerson();
    let handle = await loginAwaitingPin(person, providers);
    for (let round = 0; round < 8; round += 1) {
      for (let tries = 0; tries < 3; tries += 1) await checkLoginPin(handle, "000000", visitor, providers);
      await passTime(301);
      await sql`delete from throttles`;
      handle = await loginAwaitingPin(person, providers);
    }
    expect(checks).toHaveLength(policy.factorFailures.delayAt);
    expect(await failures()).toBe(policy.factorFailures.delayAt);
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await pinPage(handle)).toMatchObject({ obstacle: "locked", resendAt: expect.any(String) });

    await sql`update users set factor_failed_at = factor_failed_at - interval '901 seconds'`;
    const open = await loginAwaitingPin(person, providers);
    expect(await checkLoginPin(open, "000000", visitor, providers)).toMatchObject({ kind: "wrong" });
    expect(await checkLoginPin(open, code, visitor, providers)).toMatchObject({ kind: "closed" });
    await sql`update users set factor_failed_at = factor_failed_at - interval '1801 seconds'`;
    expect(await checkLoginPin(open, code, visitor, providers)).toMatchObject({ kind: "verified" });
    expect(await failures()).toBe(0);
  });

  test("at the ceiling the phone route is closed for good", async () => {
    const { providers, starts, code } = scriptedProvider();
    const person = await newPerson();
    await sql`update users set factor_failures = ${policy.factorFailures.closeAt},
      factor_failed_at = now() - interval '10 years'`;
    const handle = await loginAwaitingPin(person, providers);
    expect(starts).toHaveLength(0);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "locked", resendAt: null });
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
  });

  test("ten browsers from fifty addresses share one cap (T-013)", async () => {
    const { providers, checks } = scriptedProvider();
    const person = await newPerson();
    for (let browser = 0; browser < 10; browser += 1) {
      await sql`delete from throttles`;
      const handle = await loginAwaitingPin(person, providers, { address: `198.51.100.${browser}` });
      await race(5, (guess) =>
        checkLoginPin(
          handle,
          "000000",
          { ...visitor, address: `203.0.113.${browser * 5 + guess}` },
          providers,
        ),
      );
      await passTime(301);
    }
    expect(checks.length).toBeLessThanOrEqual(policy.factorFailures.delayAt + policy.pin.tries);
  });

  test.each(Array.from({ length: 10 }, (_, run) => run + 1))(
    "twenty wrong PINs at once cost exactly three tries (T-014), run %i",
    async () => {
      const { providers, checks } = scriptedProvider();
      const handle = await loginAwaitingPin(await newPerson(), providers);
      const outcomes = await race(20, () => checkLoginPin(handle, "000000", visitor, providers));
      expect(outcomes.every((one) => one.status === "fulfilled")).toBe(true);
      expect(checks).toHaveLength(policy.pin.tries);
      expect(await failures()).toBe(policy.pin.tries);
      expect(await sql`select tries_left, state from challenges`).toEqual([
        { tries_left: 0, state: "exhausted" },
      ]);
    },
  );

  test("the right PIN among many at once opens one session at most", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    const outcomes = await race(3, () => checkLoginPin(handle, code, visitor, providers));
    const verified = outcomes.filter((one) => one.status === "fulfilled" && one.value.kind === "verified");
    expect(verified).toHaveLength(1);
    const sessions = await race(20, () => redeemHandle(handle));
    expect(sessions.filter((one) => one.status === "fulfilled" && one.value !== null)).toHaveLength(1);
    expect(await sql`select * from sessions`).toHaveLength(1);
  });
});

describe("a PIN belongs to its own challenge", () => {
  test("a used PIN opens nothing again, here or elsewhere (T-015)", async () => {
    const { providers, code } = scriptedProvider();
    const person = await newPerson();
    const handle = await loginAwaitingPin(person, providers);
    await checkLoginPin(handle, code, visitor, providers);
    await redeemHandle(handle);
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await redeemHandle(handle)).toBeNull();
  });

  test("the database's clock decides: accepted just before the end, refused just after (T-016)", async () => {
    const { providers, code } = scriptedProvider();
    const before = await loginAwaitingPin(await newPerson(), providers);
    await sql`update challenges set expires_at = now() + interval '2 seconds'`;
    expect(await checkLoginPin(before, code, visitor, providers)).toMatchObject({ kind: "verified" });
    const after = await loginAwaitingPin(await newPerson(), providers);
    await sql`update challenges set expires_at = now() - interval '2 milliseconds'`;
    expect(await checkLoginPin(after, code, visitor, providers)).toMatchObject({ kind: "closed" });
  });

  test("a login that ended takes no PIN even while the challenge lives", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await sql`update logins set expires_at = now() - interval '1 millisecond'`;
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "closed" });
  });

  test("a sign-up's PIN logs nobody in, and a login's PIN proves no sign-up (T-017)", async () => {
    const { providers, code, checks } = scriptedProvider();
    const person = await newPerson();
    const signup = await signupAwaitingPin(providers, { phone: person.phone });
    const login = await loginAwaitingPin(person, providers);
    expect(await checkPin(flowRef("login", signup), code, providers)).toMatchObject({ kind: "closed" });
    expect(await checkPin(flowRef("signup", login), code, providers)).toMatchObject({ kind: "closed" });
    expect(checks).toHaveLength(0);
    expect(await redeemHandle(signup)).toBeNull();
  });

  test("the PIN asked for with one handle is checked against that handle's own request (T-018, T-020)", async () => {
    const { providers, checks } = scriptedProvider();
    const mine = await loginAwaitingPin(await newPerson(), providers);
    const theirs = await loginAwaitingPin(await newPerson(), providers);
    await checkLoginPin(mine, "000000", visitor, providers);
    await checkLoginPin(theirs, "000000", visitor, providers);
    const ids = await sql<{ id: string }[]>`
      select provider_request_id as id from challenges order by created_at`;
    expect(checks.map((one) => one.requestId)).toEqual(ids.map((row) => row.id));
  });

  test("a number swapped after the PIN was sent is not proved by that PIN (T-019)", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await signupAwaitingPin(providers, { phone: "07700 900001" });
    await sql`update signups set phone = '+447700900002'`;
    expect(await checkSignupPin(handle, code, visitor, providers)).toEqual({ kind: "over" });
    expect(await sql`select * from users`).toHaveLength(0);
  });

  test("the PIN before the newest one is refused and costs a try (T-024)", async () => {
    const { providers, answers } = scriptedProvider();
    const requests: string[] = [];
    const send = answers.start;
    answers.start = async () => {
      const outcome = await send();
      if (outcome.kind === "sent") requests.push(outcome.requestId);
      return outcome;
    };
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await passTime(31);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(await checkLoginPin(handle, "111111", visitor, providers)).toMatchObject({
      kind: "wrong",
      triesLeft: 2,
    });
    expect(requests).toHaveLength(2);
  });

  test("no column anywhere holds a PIN (T-023)", async () => {
    const { providers, code } = scriptedProvider({ code: "804517" });
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await checkLoginPin(handle, code, visitor, providers);
    const tables = await sql<
      { name: string }[]
    >`select tablename as name from pg_tables where schemaname = 'public'`;
    for (const { name } of tables) {
      const rows = await sql`select t::text as row from ${sql(name)} t`;
      expect(JSON.stringify(rows)).not.toContain(code);
    }
  });
});
