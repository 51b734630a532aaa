import { beforeEach, expect, test } from "vitest";
import { recordDelivery } from "@/db/queries/events";
import { sendAgain } from "@/lib/challenges/again";
import { refuseCall } from "@/lib/challenges/next";
import { flowRef } from "@/lib/flow-cookie";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { checkSignupPin } from "@/lib/signup/finish";
import { testDatabase } from "@/tests/support/database";
import { loginAwaitingPin, newPerson, signupAwaitingPin, visitor } from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";
import { currentPage, pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const step = (
  challengeId: string,
  requestId: string,
  channel: string,
  meaning: "undelivered",
  status: string,
) => ({
  requestId,
  challengeId,
  scope: "step" as const,
  channel,
  status,
  meaning,
  reason: null,
  price: null,
  occurredAt: null,
});

test("an outage uses up nobody's messages", async () => {
  const { providers, answers, starts } = scriptedProvider();
  const works = answers.start;
  answers.start = async () => ({ kind: "unavailable" });
  const handle = await loginAwaitingPin(await newPerson(), providers);
  for (let press = 0; press < 5; press += 1) {
    await sql`delete from breakers`;
    await passTime(11);
    await sendAgain(flowRef("login", handle), visitor, providers);
  }
  answers.start = works;
  await passTime(121);
  await sql`delete from breakers`;
  await sendAgain(flowRef("login", handle), visitor, providers);
  expect(await pinPage(handle)).toMatchObject({ obstacle: null });
  expect(starts.length).toBeGreaterThan(5);
});

test("a text that fails after the call was refused: the page does not say both", async () => {
  const { providers, cancelled } = scriptedProvider();
  const handle = await loginAwaitingPin(await newPerson(), providers);
  await passTime(10);
  await refuseCall(flowRef("login", handle));
  const [row] = await sql<
    { id: string; request: string }[]
  >`select id, provider_request_id as request from challenges`;
  await recordDelivery(
    "vonage",
    { id: "d1", signedAt: Date.now() },
    [step(row?.id ?? "", row?.request ?? "", "sms", "undelivered", "failed")],
    policy.callback.freshSeconds,
  );
  const page = await currentPage(handle, providers);
  expect([page?.channel, page?.callRefused, cancelled.length]).not.toEqual(["voice", true, 0]);
});

test("who refused the call and comes back meanwhile is not told of somebody else's PIN", async () => {
  const { providers, answers, cancelled, starts } = scriptedProvider();
  const person = await newPerson();
  const first = await loginAwaitingPin(person, providers);
  await refuseCall(flowRef("login", first));
  await passTime(140);
  const works = answers.start;
  let running = true;
  answers.cancel = async () => {
    running = false;
    return true;
  };
  answers.start = async () => (running ? { kind: "already-pending" } : works());
  const second = await loginAwaitingPin(person, providers);
  expect(await pinPage(second)).toMatchObject({ obstacle: null });
  expect(cancelled).toHaveLength(1);
  expect(starts.length).toBeGreaterThan(1);
});

test("nobody is asked to ask for what will not be sent", async () => {
  const { providers } = scriptedProvider();
  const handle = await loginAwaitingPin(await newPerson(), providers);
  await sql`update challenges set failure = 'paused', resend_at = now() + interval '20 hours'`;
  await sql`update challenges set expires_at = now() - interval '1 second'`;
  expect(await pinPage(handle)).toMatchObject({ obstacle: "paused" });
});

test("a check that nobody answered does not lock the account anew", async () => {
  const { providers, answers, code } = scriptedProvider();
  const handle = await loginAwaitingPin(await newPerson(), providers);
  await sql`update users set factor_failures = 10, factor_failed_at = now() - interval '2 hours'`;
  const works = answers.check;
  answers.check = async () => "unavailable";
  expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "unavailable" });
  answers.check = works;
  expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
});

test("a start whose answer was lost is not called another login's", async () => {
  const { providers, answers } = scriptedProvider();
  answers.start = async () => ({ kind: "unknown" });
  const handle = await loginAwaitingPin(await newPerson(), providers);
  answers.start = async () => ({ kind: "already-pending" });
  await passTime(31);
  await sendAgain(flowRef("login", handle), visitor, providers);
  expect((await pinPage(handle))?.obstacle).not.toBe("already-pending");
});

test("a call that comes after all leaves the step behind it its time", async () => {
  const { providers, answers } = scriptedProvider({ workflow: ["sms", "voice", "whatsapp"] });
  const handle = await loginAwaitingPin(await newPerson(), providers);
  await refuseCall(flowRef("login", handle));
  await passTime(90);
  answers.cancel = async () => false;
  await currentPage(handle, providers);
  const page = await pinPage(handle);
  expect((Date.parse(page?.expiresAt ?? "") - Date.parse(page?.now ?? "")) / 1000).toBeGreaterThan(200);
});

test("a page of a proved number does not say that a text may be lost", async () => {
  const { providers, code } = scriptedProvider();
  const person = await newPerson();
  const handle = await signupAwaitingPin(providers, { phone: person.phone });
  expect(await checkSignupPin(handle, code, visitor, providers)).toMatchObject({ kind: "taken" });
  expect(await pinPage(handle, "signup")).toMatchObject({ passed: true });
});
