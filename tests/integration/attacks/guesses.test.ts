import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { recordDelivery } from "@/db/queries/events";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { checkSignupPin } from "@/lib/signup/finish";
import { gate } from "@/tests/support/barrier";
import { testDatabase } from "@/tests/support/database";
import { loginAwaitingPin, newPerson, signupAwaitingPin, visitor } from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const own = () => scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });
const pinOf = ({ starts }: Pick<ReturnType<typeof own>, "starts">, message = 0): string =>
  starts[message]?.code ?? "";

describe("a right PIN that is posted twice", () => {
  test("opens the login, whichever answer of the provider comes first", async () => {
    const { providers, answers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    const held = gate();
    let asked = 0;
    answers.check = async () => {
      asked += 1;
      if (asked > 1) return "closed";
      await held.opened;
      return "approved";
    };
    const first = checkLoginPin(handle, code, visitor, providers);
    await expect.poll(() => asked).toBe(1);
    await checkLoginPin(handle, code, visitor, providers);
    held.open();
    expect(await first).toMatchObject({ kind: "verified" });
  });
  test("proves the number of a sign-up too", async () => {
    const { providers, answers, code } = scriptedProvider();
    const handle = await signupAwaitingPin(providers);
    const held = gate();
    let asked = 0;
    answers.check = async () => {
      asked += 1;
      if (asked > 1) return "closed";
      await held.opened;
      return "approved";
    };
    const first = checkSignupPin(handle, code, visitor, providers);
    await expect.poll(() => asked).toBe(1);
    await checkSignupPin(handle, code, visitor, providers);
    held.open();
    expect(await first).toMatchObject({ kind: "created" });
  });
});

test("a PIN of our own bears three guesses, however many texts follow it", async () => {
  const script = own();
  const handle = await loginAwaitingPin(await newPerson(), script.providers);
  const guess = () => checkLoginPin(handle, "abcdef", visitor, script.providers);
  await guess();
  await guess();
  await passTime(31);
  await sendAgain(flowRef("login", handle), visitor, script.providers);
  await guess();
  await guess();
  await passTime(61);
  await sendAgain(flowRef("login", handle), visitor, script.providers);
  await guess();
  await guess();
  expect(script.starts).toHaveLength(3);
  expect(await checkLoginPin(handle, pinOf(script, 0), visitor, script.providers)).not.toMatchObject({
    kind: "verified",
  });
});

test("texts that could not be sent bring no guesses at the one before (sign-up)", async () => {
  const script = own();
  const handle = await signupAwaitingPin(script.providers);
  script.answers.start = async () => ({ kind: "unavailable" });
  const guess = () => checkSignupPin(handle, "abcdef", visitor, script.providers);
  let guesses = 0;
  for (let round = 0; round < 4; round += 1) {
    await guess();
    await guess();
    guesses += 2;
    await passTime(31);
    await sendAgain(flowRef("signup", handle), visitor, script.providers);
  }
  expect(guesses).toBe(8);
  expect(await checkSignupPin(handle, pinOf(script, 0), visitor, script.providers)).not.toMatchObject({
    kind: "created",
  });
});

test("a login while the running message is being looked at sends no second text", async () => {
  const script = own();
  const person = await newPerson();
  await loginAwaitingPin(person, script.providers);
  let second: Promise<string> | undefined;
  await sql.begin(async (tx) => {
    await tx`select id from challenges for update`;
    second = loginAwaitingPin(person, script.providers);
    await expect
      .poll(async () => (await sql`select 1 from pg_locks where not granted`).length)
      .toBeGreaterThan(0);
  });
  await second;
  expect(script.starts).toHaveLength(1);
});

test("a number that is proved gets no further PIN", async () => {
  const { providers, code, starts } = scriptedProvider();
  const person = await newPerson();
  const handle = await signupAwaitingPin(providers, { phone: person.phone });
  expect(await checkSignupPin(handle, code, visitor, providers)).toMatchObject({ kind: "taken" });
  await passTime(31);
  await sendAgain(flowRef("signup", handle), visitor, providers);
  expect(starts).toHaveLength(1);
});

test("one request has one owner, whatever a signed callback says", async () => {
  const { providers, answers } = scriptedProvider();
  await loginAwaitingPin(await newPerson(), providers);
  const [a] = await sql<{ r: string }[]>`select provider_request_id as r from challenges`;
  answers.start = async () => ({ kind: "unknown" });
  await loginAwaitingPin(await newPerson(), providers);
  const [b] = await sql<{ id: string }[]>`select id from challenges where state = 'unknown'`;
  await recordDelivery(
    "vonage",
    { id: randomUUID(), signedAt: Date.now() },
    [
      {
        requestId: a?.r ?? "",
        challengeId: b?.id ?? "",
        scope: "step",
        channel: "sms",
        status: "completed",
        meaning: "used",
        reason: null,
        price: null,
        occurredAt: null,
      },
    ],
    policy.callback.freshSeconds,
  );
  expect(
    await sql`select provider_request_id from challenges where provider_request_id is not null`,
  ).toHaveLength(1);
});
