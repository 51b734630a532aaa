import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { testDatabase } from "../support/database";
import { visitor } from "../support/people";
import { testSimulator } from "../support/simulator";
import { pinPage } from "../support/steps";
import { login, newestChallenge, openToSimulator, telnyxTells } from "../support/webhooks";

process.env.VERIFY_FALLBACK = "telnyx";

const { sql, reset } = await testDatabase();
const { control } = await testSimulator();
const statuses = await openToSimulator();

beforeEach(async () => {
  await control.callbacksSettled();
  control.reset();
  statuses.length = 0;
  await reset();
});

/** A little more than a text and a call have each. */
const STEP_SECONDS = 151;

describe("Over the network, signed by the simulator", () => {
  test("A step that ends is told, and the PIN of the next one passes", async () => {
    const { handle, person } = await login();
    await control.advanceSeconds(STEP_SECONDS);
    expect(statuses).toEqual([204]);
    expect(await newestChallenge()).toMatchObject({ step: 2 });
    const pin = control.latestCode(person.phone) ?? "";
    expect(await checkLoginPin(handle, pin, visitor)).toMatchObject({ kind: "verified" });
  });

  test("A login whose start was never answered goes on once a callback names it (F-02)", async () => {
    control.fault({ operation: "start", when: "after", effect: { kind: "reset" } });
    const { handle, person } = await login();
    expect(await newestChallenge()).toMatchObject({ state: "unknown", provider_request_id: null });
    await control.advanceSeconds(STEP_SECONDS);
    const { state, provider_request_id: requestId } = await newestChallenge();
    expect([state, requestId]).toEqual(["sent", expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const pin = control.latestCode(person.phone) ?? "";
    expect(await checkLoginPin(handle, pin, visitor)).toMatchObject({ kind: "verified" });
  });

  test.each([
    ["duplicate", [204, 204]],
    ["unsigned", [401]],
    ["tampered", [401]],
  ] as const)("One that is %s is answered %j and opens nothing", async (kind, answers) => {
    const { handle } = await login();
    control.fault({ operation: "callback", effect: { kind } });
    await control.advanceSeconds(STEP_SECONDS);
    expect(statuses.slice(0, answers.length)).toEqual(answers);
    expect(await redeemHandle(handle)).toBeNull();
    expect((await sql`select * from provider_events`).length).toBe(kind === "duplicate" ? 1 : 0);
  });
});

describe("Telnyx instead, when Vonage is down", () => {
  test("Its text brings a PIN of ours, its callbacks tell of it, and only the PIN opens", async () => {
    control.fault({ operation: "start", effect: { kind: "answer", status: 503 } });
    const { handle, person } = await login();
    const { provider, provider_request_id: requestId } = await newestChallenge();
    expect(provider).toBe("telnyx");
    const data = { event_type: "message.finalized", id: randomUUID(), occurred_at: new Date().toISOString() };
    const payload = {
      id: requestId,
      to: [{ status: "delivered" }],
      cost: { amount: "0.0045", currency: "USD" },
    };
    expect(await telnyxTells({ data: { ...data, payload } })).toBe(204);
    expect((await pinPage(handle))?.timeline.map(({ stage }) => stage)).toContain("delivered");
    expect(await redeemHandle(handle)).toBeNull();
    const text = control.messagesFor(person.phone).at(-1)?.text ?? "";
    const pin = /#(\d{6})$/.exec(text)?.[1] ?? "";
    const wrong = pin === "000000" ? "000001" : "000000";
    expect(await checkLoginPin(handle, wrong, visitor)).toMatchObject({ kind: "wrong" });
    expect(await checkLoginPin(handle, pin, visitor)).toMatchObject({ kind: "verified" });
  });

  test("It is not asked when nobody knows whether a text went out (F-12)", async () => {
    control.fault({ operation: "start", when: "after", effect: { kind: "reset" } });
    await login();
    expect(await newestChallenge()).toMatchObject({ provider: "vonage", state: "unknown" });
    expect(control.calls().map(({ service }) => service)).toEqual(["vonage"]);
  });
});
