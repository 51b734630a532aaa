import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import type { StartOutcome } from "@/lib/verify/provider";
import { loggedLines } from "@/tests/support/console";
import { testDatabase } from "@/tests/support/database";
import { loginAwaitingPin, newPerson, visitor } from "@/tests/support/people";
import { providersOf, scriptedProvider } from "@/tests/support/provider";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** Vonage first, Telnyx for when it refuses or is down. */
function pair() {
  const second = scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });
  const first = scriptedProvider();
  return { first, second, providers: providersOf(first.provider, second.provider) };
}

const ledger = async () =>
  (
    await sql<
      { line: string }[]
    >`select provider || ' ' || channel || ' ' || result as line from sends order by at, id`
  ).map((row) => row.line);

describe("the second provider", () => {
  test.each<StartOutcome>([
    { kind: "unavailable" },
    { kind: "invalid-number" },
    { kind: "unsupported" },
    { kind: "no-credit" },
    { kind: "unauthorised" },
    { kind: "rate-limited", retryAfterSeconds: 7 },
  ])("sends the text when the first answered $kind, for nothing was sent (F-12)", async (outcome) => {
    const { first, second, providers } = pair();
    first.answers.start = async () => outcome;
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(second.starts).toHaveLength(1);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null, tag: second.starts[0]?.tag });
    expect(await ledger()).toEqual(["vonage sms refused", "telnyx sms accepted"]);
    const pin = second.starts[0]?.code ?? "";
    expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "verified" });
    expect(first.checks).toHaveLength(0);
  });

  test("is never asked when nobody knows whether the first sent one (F-12)", async () => {
    const { first, second, providers } = pair();
    first.answers.start = async () => ({ kind: "unknown" });
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(second.starts).toHaveLength(0);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unconfirmed" });
    expect(await ledger()).toEqual(["vonage sms unknown"]);
  });

  test("is not asked while the first has a request running for the number", async () => {
    const { first, second, providers } = pair();
    first.answers.start = async () => ({ kind: "already-pending" });
    await loginAwaitingPin(await newPerson(), providers);
    expect(second.starts).toHaveLength(0);
  });

  test("that cannot help either leaves one honest answer and one row", async () => {
    const { first, second, providers } = pair();
    first.answers.start = async () => ({ kind: "unavailable" });
    second.answers.start = async () => ({ kind: "unavailable" });
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unavailable", tag: null });
    expect(await sql`select count(*)::int as count from challenges`).toEqual([{ count: 1 }]);
    expect(await ledger()).toEqual(["vonage sms refused", "telnyx sms refused"]);
  });

  test("does not take over a challenge that somebody else has ended meanwhile", async () => {
    const { first, second, providers } = pair();
    first.answers.start = async () => {
      await sql`update challenges set state = 'superseded', closed_at = now()`;
      return { kind: "unavailable" };
    };
    await loginAwaitingPin(await newPerson(), providers);
    expect(second.starts).toHaveLength(0);
  });
});

describe("the circuit breaker", () => {
  async function trip(outcome: StartOutcome = { kind: "unavailable" }) {
    const one = scriptedProvider();
    const works = one.answers.start;
    one.answers.start = async () => outcome;
    for (let failure = 0; failure < policy.breaker.failures; failure += 1) {
      await loginAwaitingPin(await newPerson(), one.providers, { address: `10.1.0.${failure}` });
    }
    const asked = one.starts.length;
    return { ...one, works, asked };
  }

  test.each<StartOutcome>([{ kind: "unavailable" }, { kind: "unknown" }])(
    "opens after five answers of $kind: nobody waits for who is down, and the operators are told once (F-11)",
    async (outcome) => {
      const { providers, starts, asked } = await trip(outcome);
      expect(asked).toBe(policy.breaker.failures);
      const handle = await loginAwaitingPin(await newPerson(), providers);
      expect(starts).toHaveLength(asked);
      expect(await pinPage(handle)).toMatchObject({ obstacle: "unavailable" });
      await expect
        .poll(() => loggedLines().filter((line) => line.includes("provider-down:vonage")))
        .toHaveLength(1);
    },
  );

  test("lets one try after a while, and closes when that works", async () => {
    const { providers, answers, starts, works, asked } = await trip();
    await sql`update breakers set open_until = now() - interval '1 second'`;
    answers.start = works;
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(starts).toHaveLength(asked + 1);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
    expect(await sql`select * from breakers`).toHaveLength(0);
  });

  test("sends people to the second provider at once", async () => {
    const down = await trip();
    const second = scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });
    const handle = await loginAwaitingPin(await newPerson(), providersOf(down.provider, second.provider));
    expect(down.starts).toHaveLength(down.asked);
    expect(second.starts).toHaveLength(1);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
  });

  test("counts the first provider's failures also while the second sends the texts", async () => {
    const { first, second, providers } = pair();
    first.answers.start = async () => ({ kind: "unavailable" });
    for (let failure = 0; failure <= policy.breaker.failures; failure += 1) {
      await loginAwaitingPin(await newPerson(), providers, { address: `10.6.0.${failure}` });
    }
    expect(first.starts).toHaveLength(policy.breaker.failures);
    expect(second.starts).toHaveLength(policy.breaker.failures + 1);
  });

  test("does not end a PIN that is on its way for one that cannot be sent", async () => {
    const one = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), one.providers);
    await trip();
    await passTime(31);
    await sendAgain(flowRef("login", handle), visitor, one.providers);
    expect(one.cancelled).toHaveLength(0);
    expect(await checkLoginPin(handle, one.code, visitor, one.providers)).toMatchObject({ kind: "verified" });
  });
});

describe("the sweeper", () => {
  test("settles a start that a stopped instance never recorded (F-31)", async () => {
    const { providers } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await sql`update challenges set state = 'pending', provider_request_id = null, sent_at = null, step_at = null`;
    await sql`update sends set result = 'reserved'`;
    await passTime(policy.settlePendingSeconds + 1);
    expect(await sweepAll(providers)).toMatchObject({ starts: 1 });
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unconfirmed" });
    expect(await ledger()).toEqual(["vonage sms unknown"]);
    await passTime(policy.pin.lifeSeconds);
    await sweepAll(providers);
    expect(await sql`select state, closed_at is not null as closed from challenges`).toEqual([
      { state: "failed", closed: true },
    ]);
  });

  test("leaves a start alone that is being made", async () => {
    const { providers } = scriptedProvider();
    await loginAwaitingPin(await newPerson(), providers);
    await sql`update challenges set state = 'pending', provider_request_id = null, sent_at = null`;
    expect(await sweepAll(providers)).toMatchObject({ starts: 0 });
  });
});
