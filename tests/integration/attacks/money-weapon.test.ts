import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { startSignup } from "@/lib/signup/start";
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
import { addressOf, ageLedger, estonian } from "./money";

process.env.SEND_LIMITS = "signup.prefix.hour=1000";
const { reset } = await testDatabase();
beforeEach(reset);

test("four accounts that begin logins and enter no PIN shut nobody else of their country out", async () => {
  const { providers } = scriptedProvider();
  const crowd = await Promise.all([0, 1, 2, 3].map((n) => newPerson({ phone: estonian(n, 1) })));
  for (let round = 0; round < 5; round += 1) {
    for (const [n, person] of crowd.entries())
      await loginAwaitingPin(person, providers, { address: addressOf(round * 4 + n) });
    await passTime(301);
  }
  await ageLedger(600);
  const owner = await loginAwaitingPin(await newPerson({ phone: estonian(50, 1) }), providers, {
    address: addressOf(99),
  });
  expect(await pinPage(owner)).toMatchObject({ obstacle: null });
});

test("four accounts of one block that begin logins and enter no PIN shut nobody else of the block out", async () => {
  const { providers } = scriptedProvider();
  const crowd = await Promise.all([0, 1, 2, 3].map((n) => newPerson({ phone: estonian(1, n) })));
  for (let round = 0; round < 5; round += 1) {
    for (const [n, person] of crowd.entries())
      await loginAwaitingPin(person, providers, { address: addressOf(round * 4 + n) });
    await passTime(301);
  }
  await ageLedger(600);
  const owner = await loginAwaitingPin(await newPerson({ phone: estonian(1, 50) }), providers, {
    address: addressOf(99),
  });
  expect(await pinPage(owner)).toMatchObject({ obstacle: null });
});

test("pumping with each form posted twice is noticed (T-107)", async () => {
  const script = scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });
  for (let n = 0; n < 20; n += 1) {
    const held = gate();
    script.answers.start = async () => {
      await held.opened;
      return { kind: "sent", requestId: randomUUID(), checkUrl: null };
    };
    const request = { ...signupRequest(), phone: estonian(n, 1), formKey: `form${n}` };
    const from = { ...visitor, address: addressOf(n) };
    const first = startSignup(request, from, script.providers);
    await expect.poll(() => script.starts.length).toBe(n + 1);
    await startSignup(request, from, script.providers);
    held.open();
    await first;
  }
  expect(script.starts).toHaveLength(20);
  await ageLedger(600);
  const next = await signupAwaitingPin(script.providers, { phone: estonian(70, 1) });
  expect(await pinPage(next, "signup")).toMatchObject({ obstacle: "paused" });
});
