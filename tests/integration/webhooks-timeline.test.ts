import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { verifyProviders } from "@/lib/verify/registry";
import { testDatabase } from "../support/database";
import { signupAwaitingPin, visitor } from "../support/people";
import { scriptedProvider } from "../support/provider";
import { testSimulator } from "../support/simulator";
import { pinPage } from "../support/steps";
import { login, newestChallenge, openToSimulator, vonageTells } from "../support/webhooks";

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

const reference = (id: string) => id.replaceAll("-", "");

const event = (requestId: string | null, change: object = {}) => ({
  request_id: requestId,
  triggered_at: new Date().toISOString(),
  type: "event",
  channel: "sms",
  status: "completed",
  ...change,
});

const summary = (requestId: string | null, change: object = {}) => ({
  request_id: requestId,
  submitted_at: new Date().toISOString(),
  type: "summary",
  status: "completed",
  workflow: [{ channel: "sms", status: "completed" }],
  price: "0.0500",
  ...change,
});

describe("A callback opens nothing (T-118)", () => {
  test("Told that a PIN was entered, a login goes on waiting for it", async () => {
    const { handle, person } = await login();
    const { provider_request_id: requestId } = await newestChallenge();
    expect(await vonageTells(event(requestId))).toBe(204);
    expect(await vonageTells(summary(requestId))).toBe(204);
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select state, amr from logins`).toEqual([{ state: "challenged", amr: "pwd" }]);
    expect(await sql`select * from sessions`).toEqual([]);
    const pin = control.latestCode(person.phone) ?? "";
    expect(await checkLoginPin(handle, pin, visitor)).toMatchObject({ kind: "verified" });
  });

  test("Told that a PIN was entered, a sign-up makes no account", async () => {
    await signupAwaitingPin(verifyProviders());
    const { provider_request_id: requestId } = await newestChallenge();
    expect(await vonageTells(summary(requestId))).toBe(204);
    expect(await sql`select * from users`).toEqual([]);
    expect(await sql`select phone_proved_at, user_id from signups`).toEqual([
      { phone_proved_at: null, user_id: null },
    ]);
  });

  test("News of somebody else's message does not touch this one", async () => {
    const { handle } = await login();
    const before = await newestChallenge();
    expect(await vonageTells(event(randomUUID(), { status: "failed" }))).toBe(204);
    expect(
      await vonageTells(event(randomUUID(), { status: "failed", client_ref: reference(before.id) })),
    ).toBe(204);
    expect(await newestChallenge()).toEqual(before);
    expect(await pinPage(handle)).toMatchObject({ channel: "sms", obstacle: null });
  });
});

describe("What a callback tells is on the page", () => {
  test("A text that could not be delivered begins the call", async () => {
    const { handle } = await login();
    const { provider_request_id: requestId } = await newestChallenge();
    expect(await pinPage(handle)).toMatchObject({ channel: "sms" });
    expect(await vonageTells(event(requestId, { status: "failed" }))).toBe(204);
    const page = await pinPage(handle);
    expect(page).toMatchObject({ channel: "voice", obstacle: null });
    expect(page?.timeline.map(({ stage }) => stage)).toContain("undelivered");
  });

  test("Out of their order, twice or late, callbacks never take a step back (T-116, F-27)", async () => {
    const { handle } = await login();
    const { provider_request_id: requestId } = await newestChallenge();
    const voice = event(requestId, { channel: "voice", status: "failed" });
    const text = event(requestId, { status: "failed" });
    for (const one of [text, voice, text, event(requestId, { status: "expired" })]) {
      expect(await vonageTells(one)).toBe(204);
    }
    expect(await newestChallenge()).toMatchObject({ step: 2, state: "sent" });
    expect(await pinPage(handle)).toMatchObject({ channel: "voice" });
  });

  test("After the PIN was right nothing that comes changes anything", async () => {
    const { handle, person } = await login();
    const { provider_request_id: requestId } = await newestChallenge();
    await checkLoginPin(handle, control.latestCode(person.phone) ?? "", visitor);
    const before = await newestChallenge();
    for (const status of ["failed", "blocked", "expired"]) {
      expect(await vonageTells(event(requestId, { status }))).toBe(204);
      expect(await vonageTells(summary(requestId, { status }))).toBe(204);
    }
    expect(await newestChallenge()).toEqual(before);
    expect(await sql`select state from logins`).toEqual([{ state: "verified" }]);
  });

  test("The price of a summary goes to the ledger", async () => {
    const { handle, person } = await login();
    await checkLoginPin(handle, control.latestCode(person.phone) ?? "", visitor);
    await expect.poll(() => statuses).toEqual([204, 204]);
    expect(await sql`select channel, price::text, currency from sends where price is not null`).toEqual([
      { channel: "sms", price: "0.10000", currency: "EUR" },
    ]);
  });
});

describe("A callback that comes before the answer to our own call (F-26)", () => {
  const withEarly = (early: (requestId: string, challengeId: string) => Promise<unknown>) => {
    const scripted = scriptedProvider();
    scripted.answers.start = async () => {
      const requestId = randomUUID();
      await early(requestId, scripted.starts.at(-1)?.challengeId ?? "");
      return { kind: "sent", requestId, checkUrl: null };
    };
    return scripted.providers;
  };

  test("is kept until the request is known", async () => {
    const { handle } = await login(
      withEarly((id) => vonageTells(event(id, { channel: "sms", status: "failed" }))),
    );
    expect(await newestChallenge()).toMatchObject({ state: "sent" });
    expect((await pinPage(handle))?.timeline.map(({ stage }) => stage)).toContain("undelivered");
  });

  test("names the challenge, and the answer that comes later agrees with it", async () => {
    const ids: string[] = [];
    const early = async (id: string, challengeId: string) => {
      ids.push(id);
      await vonageTells(event(id, { status: "action_pending", client_ref: reference(challengeId) }));
    };
    await login(withEarly(early));
    expect(await newestChallenge()).toMatchObject({ state: "sent", provider_request_id: ids[0] });
  });
});
