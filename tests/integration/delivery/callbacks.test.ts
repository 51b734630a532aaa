import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { recordDelivery } from "@/db/queries/events";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import type { Channel, DeliveryEvent } from "@/lib/verify/provider";
import { race } from "@/tests/support/barrier";
import { testDatabase } from "@/tests/support/database";
import { loginAwaitingPin, newPerson, visitor } from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** A login with a message on its way, and how its provider would tell about it. */
async function waiting(workflow: readonly Channel[] = ["sms", "voice"], address = "10.4.0.1") {
  const script = scriptedProvider({ workflow });
  const requestId = randomUUID();
  script.answers.start = async () => ({ kind: "sent", requestId, checkUrl: null });
  const handle = await loginAwaitingPin(await newPerson(), script.providers, { address });
  return { ...script, handle, requestId, tell: teller(requestId) };
}

const teller =
  (requestId: string, challengeId: string | null = null) =>
  (event: Partial<DeliveryEvent>, deliveryId: string = randomUUID()) =>
    recordDelivery(
      "vonage",
      { id: deliveryId, signedAt: Date.now() },
      [
        {
          requestId,
          challengeId,
          scope: "step",
          channel: "sms",
          status: "completed",
          meaning: "used",
          reason: null,
          price: null,
          occurredAt: Date.now(),
          ...event,
        },
      ],
      policy.callback.freshSeconds,
    );

const undelivered = { status: "failed", meaning: "undelivered" } as const;

describe("a signed callback", () => {
  test("never logs anybody in: only the person's own PIN does (T-118)", async () => {
    const { handle, tell, providers, code } = await waiting();
    await tell({});
    await tell({ scope: "request", channel: null });
    expect(await redeemHandle(handle)).toBeNull();
    expect(await pinPage(handle)).toMatchObject({ obstacle: null, triesLeft: 3 });
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("that a text was not delivered shows at once, with the call that takes its place", async () => {
    const { handle, tell } = await waiting();
    await passTime(5);
    expect(await tell(undelivered)).toBe("taken");
    const page = await pinPage(handle);
    expect(page).toMatchObject({ obstacle: null, channel: "voice", next: null });
    expect(page?.timeline.map(({ stage, channel }) => `${channel} ${stage}`)).toEqual([
      "sms accepted",
      "sms undelivered",
      "voice began",
    ]);
  });

  test.each(["undelivered", "blocked"] as const)(
    "that the last channel was %s ends the wait: another message may be asked for",
    async (meaning) => {
      const { handle, tell } = await waiting(["sms"]);
      await tell({ status: "failed", meaning });
      const page = await pinPage(handle);
      expect(page?.obstacle).toBe(meaning);
      expect(Date.parse(page?.resendAt ?? "")).toBeLessThanOrEqual(Date.parse(page?.now ?? ""));
    },
  );

  test("twice, or with news that are known already, changes nothing (T-115, F-27)", async () => {
    const { handle, tell } = await waiting();
    expect(await tell(undelivered, "once")).toBe("taken");
    const page = await pinPage(handle);
    expect(await tell({ ...undelivered, status: "other" }, "once")).toBe("replayed");
    expect(await tell(undelivered, "again")).toBe("taken");
    expect((await pinPage(handle))?.version).toBe(page?.version);
    expect(await sql`select count(*)::int as count from provider_events`).toEqual([{ count: 1 }]);
  });

  test("that comes late never turns the steps back (T-116)", async () => {
    const { handle, tell } = await waiting(["sms", "whatsapp", "voice"]);
    await tell({ channel: "whatsapp", ...undelivered });
    expect(await pinPage(handle)).toMatchObject({ channel: "voice" });
    await tell({ channel: "sms", status: "expired", meaning: "timed-out" });
    expect(await pinPage(handle)).toMatchObject({ channel: "voice", next: null });
  });

  test("about a request that nobody knows is kept and does no harm (T-116)", async () => {
    const { handle } = await waiting();
    const before = await pinPage(handle);
    expect(await teller(randomUUID(), randomUUID())(undelivered)).toBe("taken");
    expect((await pinPage(handle))?.version).toBe(before?.version);
  });

  test("after the challenge was closed changes nothing of it (T-116)", async () => {
    const { handle, tell, providers, code } = await waiting();
    await checkLoginPin(handle, code, visitor, providers);
    const before = await sql`select * from challenges`;
    await tell({ scope: "request", channel: null, ...undelivered });
    expect(await sql`select * from challenges`).toEqual(before);
  });

  test("that has to wait while a challenge is being closed does not open it again", async () => {
    const { tell } = await waiting();
    let told: Promise<unknown> = Promise.resolve();
    await sql.begin(async (transaction) => {
      await transaction`update challenges set state = 'approved', closed_at = now()`;
      told = tell(undelivered);
      // The callback is at the row when it waits for our lock.
      await expect
        .poll(async () => (await sql`select 1 from pg_locks where not granted`).length)
        .toBeGreaterThan(0);
    });
    expect(await told).toBe("taken");
    expect(await sql`select state, step from challenges`).toEqual([{ state: "approved", step: 1 }]);
  });

  test("at the very moment of the right PIN is in nobody's way, 50 times", async () => {
    for (let round = 0; round < 50; round += 1) {
      const { handle, tell, providers, code } = await waiting(["sms", "voice"], `10.5.${round}.1`);
      const price = { amount: "0.10000000", currency: "EUR" };
      const outcomes = await race<unknown>(4, (index) => {
        if (index === 0) return checkLoginPin(handle, code, visitor, providers);
        return tell(index === 1 ? {} : { scope: "request", channel: null, status: `end-${index}`, price });
      });
      expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
      expect(outcomes[0]).toMatchObject({ value: { kind: "verified" } });
    }
  });

  test("before and after the answer to our own call is in nobody's way, 50 times", async () => {
    for (let round = 0; round < 50; round += 1) {
      const script = scriptedProvider();
      const requestId = randomUUID();
      const price = { amount: "0.10000000", currency: "EUR" };
      const told: Promise<unknown>[] = [];
      script.answers.start = async () => {
        const tell = teller(requestId, script.starts[0]?.challengeId);
        for (const status of ["one", "two"]) told.push(tell({ status, meaning: "other", price }));
        return { kind: "sent", requestId, checkUrl: null };
      };
      const handle = await loginAwaitingPin(await newPerson(), script.providers, {
        address: `10.3.${round}.1`,
      });
      await Promise.all(told);
      expect(await pinPage(handle)).toMatchObject({ obstacle: null, channel: "sms" });
    }
  });

  test("in many copies at once is taken once, 50 times", async () => {
    const { tell } = await waiting();
    for (let round = 0; round < 50; round += 1) {
      const answers = await race(4, () => tell({ status: `news-${round}`, meaning: "other" }, `d${round}`));
      const taken = answers.filter((one) => one.status === "fulfilled" && one.value === "taken");
      expect(taken).toHaveLength(1);
    }
    expect(await sql`select count(*)::int as count from provider_events`).toEqual([{ count: 50 }]);
  });
});

describe("a callback before the answer to our own call", () => {
  test("is kept until the request's id is known, and shows then (F-26)", async () => {
    const script = scriptedProvider();
    const requestId = randomUUID();
    script.answers.start = async () => {
      await teller(requestId)(undelivered);
      return { kind: "sent", requestId, checkUrl: null };
    };
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    expect((await pinPage(handle))?.timeline.map((one) => one.stage)).toContain("undelivered");
  });

  test("that names our challenge settles it at once; the answer changes nothing more", async () => {
    const script = scriptedProvider();
    const requestId = randomUUID();
    script.answers.start = async () => {
      await teller(requestId, script.starts[0]?.challengeId)({ status: "news", meaning: "other" });
      return { kind: "sent", requestId, checkUrl: null };
    };
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null, channel: "sms" });
    expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });

  test("tells what we could not know: the unheard text went out, and its PIN works (F-02)", async () => {
    const script = scriptedProvider();
    script.answers.start = async () => ({ kind: "unknown" });
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unconfirmed" });
    const { challengeId } = script.starts[0] ?? { challengeId: null };
    await teller(randomUUID(), challengeId)({ status: "news", meaning: "other" });
    expect(await pinPage(handle)).toMatchObject({ obstacle: null });
    expect(await checkLoginPin(handle, script.code, visitor, script.providers)).toMatchObject({
      kind: "verified",
    });
  });

  test("cannot bring back a challenge that has been replaced", async () => {
    const script = scriptedProvider();
    script.answers.start = async () => ({ kind: "unknown" });
    const handle = await loginAwaitingPin(await newPerson(), script.providers);
    const { challengeId } = script.starts[0] ?? { challengeId: null };
    await sql`update challenges set state = 'superseded', closed_at = now()`;
    await teller(randomUUID(), challengeId)({ status: "news", meaning: "other" });
    expect(await pinPage(handle)).toMatchObject({ obstacle: "superseded" });
  });

  test("of another provider says nothing about ours", async () => {
    const { handle, requestId } = await waiting();
    const before = await pinPage(handle);
    await recordDelivery(
      "telnyx",
      { id: randomUUID(), signedAt: Date.now() },
      [
        {
          requestId,
          challengeId: null,
          scope: "step",
          channel: "sms",
          ...undelivered,
          reason: null,
          price: null,
          occurredAt: null,
        },
      ],
      policy.callback.freshSeconds,
    );
    expect((await pinPage(handle))?.version).toBe(before?.version);
  });
});
