import { beforeEach, describe, expect, test } from "vitest";
import type { ApiFault } from "@/dev/simulator/faults";
import { sendAgain } from "@/lib/challenges/again";
import { goOn } from "@/lib/challenges/next";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { verifyProviders } from "@/lib/verify/registry";
import { testDatabase } from "@/tests/support/database";
import { loginAwaitingPin, newPerson, visitor } from "@/tests/support/people";
import { testSimulator } from "@/tests/support/simulator";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

/** The real SDK over the network, and a provider that misbehaves. */
const { sql, reset } = await testDatabase();
const { control } = await testSimulator();

beforeEach(async () => {
  control.reset();
  await reset();
});

type Effect = ApiFault["effect"];

const answer = (status: number, more: { retryAfterSeconds?: number } = {}): Effect => ({
  kind: "answer",
  status,
  ...more,
});
const fault = (operation: "start" | "check" | "next" | "cancel", effect: Effect, when?: "after") =>
  control.fault({ operation, effect, ...(when && { when }) });

/** How long people wait at most before they read something honest. */
const PATIENCE_MS = 6000;

async function timed<T>(work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  const result = await work();
  expect(performance.now() - from).toBeLessThan(PATIENCE_MS);
  return result;
}

const providers = verifyProviders();
const callsOf = (operation: string) => control.calls().filter((call) => call.operation === operation);
const challenges = () =>
  sql`select state, failure, tries_left, provider_request_id from challenges order by number`;
const results = async () =>
  (await sql<{ result: string }[]>`select result from sends`).map((row) => row.result);

const unheard = [
  ["silence (F-01)", { kind: "hang" }],
  ["a broken connection", { kind: "reset" }],
  ["a web page with status 200 (F-06)", { kind: "html" }],
  ["an empty answer (F-06)", { kind: "empty" }],
  ["half an answer (F-06)", { kind: "malformed" }],
] as const satisfies readonly (readonly [string, Effect])[];

const refused = [
  ["500 (F-03)", answer(500), "unavailable"],
  ["502 (F-03)", answer(502), "unavailable"],
  ["503 (F-03)", answer(503), "unavailable"],
  ["429 (F-04)", answer(429, { retryAfterSeconds: 42 }), "unavailable"],
  ["401 (F-05)", answer(401), "unavailable"],
  ["402 (F-05)", answer(402), "unavailable"],
  ["403 (F-05)", answer(403), "unavailable"],
  ["412", answer(412), "invalid-number"],
] as const;

describe("a message that is asked for", () => {
  test.each(unheard)(
    "and answered with %s is told as what it is, and asked for once",
    async (_name, effect) => {
      fault("start", effect);
      const handle = await timed(async () => loginAwaitingPin(await newPerson(), providers));
      expect(await pinPage(handle)).toMatchObject({ obstacle: "unconfirmed", triesLeft: 3 });
      expect(callsOf("start")).toHaveLength(1);
      expect(await challenges()).toMatchObject([{ state: "unknown", provider_request_id: null }]);
      expect(await results()).toEqual(["unknown"]);
    },
  );

  test.each(refused)(
    "and refused with %s says so, is not repeated, and can be asked for again",
    async (_name, effect, obstacle) => {
      fault("start", effect);
      const handle = await timed(async () => loginAwaitingPin(await newPerson(), providers));
      const page = await pinPage(handle);
      expect(page).toMatchObject({ obstacle, triesLeft: 3 });
      expect(page?.resendAt).not.toBeNull();
      expect(callsOf("start")).toHaveLength(1);
      expect(await challenges()).toMatchObject([{ state: "failed", provider_request_id: null }]);
      expect(await results()).toEqual(["refused"]);
      await passTime(121);
      await sendAgain(flowRef("login", handle), visitor, providers);
      expect(callsOf("start")).toHaveLength(2);
      const pin = control.latestCode(control.calls()[0]?.number ?? "") ?? "";
      expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "verified" });
    },
  );

  test("too often for the provider can be asked for again when the provider says so (F-04)", async () => {
    fault("start", answer(429, { retryAfterSeconds: 42 }));
    const handle = await loginAwaitingPin(await newPerson(), providers);
    const page = await pinPage(handle);
    const wait = (Date.parse(page?.resendAt ?? "") - Date.parse(page?.now ?? "")) / 1000;
    expect(wait).toBeGreaterThan(40);
    expect(wait).toBeLessThanOrEqual(42);
  });

  test("again after an outage arrives, and its PIN logs in", async () => {
    const person = await newPerson();
    fault("start", answer(503));
    const handle = await loginAwaitingPin(person, providers);
    await passTime(11);
    await sendAgain(flowRef("login", handle), visitor, providers);
    const pin = control.latestCode(person.phone) ?? "";
    expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("whose answer is lost goes out once; a new login of the person waits for it (F-02, F-07)", async () => {
    const person = await newPerson();
    fault("start", { kind: "reset" }, "after");
    await loginAwaitingPin(person, providers);
    const second = await loginAwaitingPin(person, providers);
    expect(await pinPage(second)).toMatchObject({ obstacle: "unconfirmed" });
    expect(control.messagesFor(person.phone)).toHaveLength(1);
  });

  test("whose answer comes after our time-out is not waited for, and nothing is sent twice (F-08)", async () => {
    const person = await newPerson();
    fault("start", { kind: "delay", milliseconds: 4800 }, "after");
    const handle = await timed(() => loginAwaitingPin(person, providers));
    expect(await pinPage(handle)).toMatchObject({ obstacle: "unconfirmed" });
    expect(control.messagesFor(person.phone)).toHaveLength(1);
    expect(await challenges()).toMatchObject([{ state: "unknown" }]);
  });

  test("never follows a redirect to another host with our key", async () => {
    fault("start", { kind: "redirect", location: "http://127.0.0.1:9/v2/verify" });
    const handle = await timed(async () => loginAwaitingPin(await newPerson(), providers));
    expect((await pinPage(handle))?.obstacle).toMatch(/^un(confirmed|available)$/);
  });
});

describe("a PIN that is checked", () => {
  const faults = [
    ["silence (F-09)", { kind: "hang" }],
    ["a broken connection (F-09)", { kind: "reset" }],
    ["500", answer(500)],
    ["503", answer(503)],
    ["429", answer(429)],
    ["401", answer(401)],
    ["402", answer(402)],
    ["409", answer(409)],
    ["a web page", { kind: "html" }],
    ["an empty answer", { kind: "empty" }],
    ["half an answer", { kind: "malformed" }],
  ] as const satisfies readonly (readonly [string, Effect])[];

  test.each(faults)(
    "and answered with %s costs no try, and the same PIN works a moment later",
    async (_name, effect) => {
      const person = await newPerson();
      const handle = await loginAwaitingPin(person, providers);
      const pin = control.latestCode(person.phone) ?? "";
      fault("check", effect);
      const outcome = await timed(() => checkLoginPin(handle, pin, visitor, providers));
      expect(outcome).toMatchObject({ kind: "unavailable" });
      expect(await challenges()).toMatchObject([{ state: "sent", tries_left: 3 }]);
      expect(await sql`select factor_failures from users`).toEqual([{ factor_failures: 0 }]);
      expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "verified" });
    },
  );

  test("whose right answer was lost is no proof afterwards: a 404 opens nothing (F-09)", async () => {
    const person = await newPerson();
    const handle = await loginAwaitingPin(person, providers);
    const pin = control.latestCode(person.phone) ?? "";
    fault("check", { kind: "reset" }, "after");
    expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "unavailable" });
    expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await sql`select * from sessions`).toHaveLength(0);
    const page = await pinPage(handle);
    expect(page?.obstacle).toBe("ended");
    expect(await sql`select factor_failures from users`).toEqual([{ factor_failures: 0 }]);
    // Nobody guessed, so nobody has to wait (F-10).
    expect(Date.parse(page?.resendAt ?? "")).toBeLessThanOrEqual(Date.parse(page?.now ?? ""));
    await sendAgain(flowRef("login", handle), visitor, providers);
    const next = control.latestCode(person.phone) ?? "";
    expect(await checkLoginPin(handle, next, visitor, providers)).toMatchObject({ kind: "verified" });
  });
});

describe("a call that is asked for", () => {
  test.each([
    ["500", answer(500)],
    ["silence", { kind: "hang" }],
    ["a broken connection", { kind: "reset" }],
  ] as const satisfies readonly (readonly [string, Effect])[])(
    "and answered with %s is told, costs nothing, and can be asked for again",
    async (_name, effect) => {
      const person = await newPerson();
      const handle = await loginAwaitingPin(person, providers);
      fault("next", effect);
      expect(await timed(() => goOn(flowRef("login", handle), providers))).toBe("unavailable");
      expect(await pinPage(handle)).toMatchObject({ channel: "sms", triesLeft: 3, obstacle: null });
      expect(await goOn(flowRef("login", handle), providers)).toBe("began");
      const call = control.messagesFor(person.phone).at(-1);
      expect(call).toMatchObject({ channel: "voice", call: { state: "ringing" } });
      expect(await checkLoginPin(handle, call?.code ?? "", visitor, providers)).toMatchObject({
        kind: "verified",
      });
    },
  );
});

describe("another text that is asked for", () => {
  test("while the first cannot be ended carries that on: nothing is sent and its PIN is good", async () => {
    const person = await newPerson();
    const handle = await loginAwaitingPin(person, providers);
    const pin = control.latestCode(person.phone) ?? "";
    await passTime(31);
    fault("cancel", { kind: "hang" });
    await timed(() => sendAgain(flowRef("login", handle), visitor, providers));
    expect(control.messagesFor(person.phone)).toHaveLength(1);
    expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "verified" });
  });
});
