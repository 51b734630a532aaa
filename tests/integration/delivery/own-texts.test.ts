import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { gate } from "@/tests/support/barrier";
import { testDatabase } from "@/tests/support/database";
import {
  loginAwaitingPin,
  newPerson,
  signupAwaitingPin,
  signupRequest,
  visitor,
} from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";
import { pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const own = () => scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });
const pinOf = ({ starts }: Pick<ReturnType<typeof own>, "starts">, message = 0): string =>
  starts[message]?.code ?? "";

describe("a text of our own before one of a provider's", () => {
  async function both(second: "sent" | "unknown") {
    const fallback = own();
    const first = scriptedProvider({ fallback: fallback.provider });
    const works = first.answers.start;
    first.answers.start = async () => ({ kind: "unavailable" });
    const handle = await loginAwaitingPin(await newPerson(), first.providers);
    expect(fallback.starts).toHaveLength(1);
    first.answers.start = second === "sent" ? works : async () => ({ kind: "unknown" });
    await passTime(31);
    await sendAgain(flowRef("login", handle), visitor, first.providers);
    expect(first.starts).toHaveLength(2);
    return { handle, providers: first.providers, pin: pinOf(fallback), tag: fallback.starts[0]?.tag };
  }
  test.each(["sent", "unknown"] as const)("is good while the page names it (%s)", async (second) => {
    const { handle, providers, pin, tag } = await both(second);
    expect(await pinPage(handle)).toMatchObject({ obstacle: null, olderTags: [tag] });
    expect(await checkLoginPin(handle, pin, visitor, providers)).toMatchObject({ kind: "verified" });
  });
});

test("a window whose PIN went to another says so, also when it had two texts", async () => {
  const script = own();
  const person = await newPerson();
  const first = await loginAwaitingPin(person, script.providers);
  await passTime(31);
  await sendAgain(flowRef("login", first), visitor, script.providers);
  await loginAwaitingPin(person, script.providers);
  expect(script.starts).toHaveLength(2);
  expect(await checkLoginPin(first, pinOf(script, 0), visitor, script.providers)).toMatchObject({
    kind: "closed",
  });
  expect(await pinPage(first)).toMatchObject({ obstacle: "superseded" });
});

describe("two posts of one form, our own PINs", () => {
  async function twice(outcome: "sent" | "unavailable") {
    const script = own();
    const held = gate();
    script.answers.start = async () => {
      await held.opened;
      return outcome === "sent"
        ? { kind: "sent", requestId: randomUUID(), checkUrl: null }
        : { kind: "unavailable" };
    };
    const person = await newPerson();
    const first = loginAwaitingPin(person, script.providers);
    await expect.poll(() => script.starts.length).toBe(1);
    const second = await loginAwaitingPin(person, script.providers);
    held.open();
    await first;
    expect(script.starts).toHaveLength(1);
    return second;
  }
  test("the page says that nothing could be sent", async () => {
    expect(await pinPage(await twice("unavailable"))).toMatchObject({ obstacle: "unavailable" });
  });
  test("the ledger knows that the text was accepted", async () => {
    await twice("sent");
    expect(await sql`select result from sends`).toEqual([{ result: "accepted" }]);
  });
});

test("a window that has to wait for another one does not blame the service", async () => {
  const script = own();
  const handle = await signupAwaitingPin(script.providers, { phone: "+447700900555" });
  await passTime(31);
  await sql`update challenges set state = 'failed', failure = 'throttled', closed_at = now(), code_hash = null`;
  await signupAwaitingPin(script.providers, { ...signupRequest(), phone: "+447700900555" });
  await sendAgain(flowRef("signup", handle), visitor, script.providers);
  expect(await pinPage(handle, "signup")).toMatchObject({ obstacle: "throttled" });
});

test("while a further text is being sent the PIN of the one before is good", async () => {
  const script = own();
  const handle = await loginAwaitingPin(await newPerson(), script.providers);
  await passTime(31);
  const held = gate();
  script.answers.start = async () => {
    await held.opened;
    return { kind: "sent", requestId: randomUUID(), checkUrl: null };
  };
  const again = sendAgain(flowRef("login", handle), visitor, script.providers);
  await expect.poll(() => script.starts.length).toBe(2);
  expect(await pinPage(handle)).toMatchObject({ obstacle: null });
  const outcome = await checkLoginPin(handle, pinOf(script, 0), visitor, script.providers);
  held.open();
  await again;
  expect(outcome).toMatchObject({ kind: "verified" });
});
