import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { goOn, refuseCall } from "@/lib/challenges/next";
import { flowRef } from "@/lib/flow-cookie";
import { cancelLogin } from "@/lib/login/cancel";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import { race } from "@/tests/support/barrier";
import { testDatabase } from "@/tests/support/database";
import { loginAwaitingPin, newPerson, visitor } from "@/tests/support/people";
import { scriptedProvider } from "@/tests/support/provider";
import { currentPage, pinPage } from "@/tests/support/steps";
import { passTime } from "@/tests/support/time";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { lifeSeconds, stopBeforeCallSeconds } = policy.pin;

describe("going on to the next channel", () => {
  test("at once moves the clock of everything that follows", async () => {
    const { providers } = scriptedProvider({ workflow: ["sms", "whatsapp", "voice"] });
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await passTime(40);
    expect(await goOn(flowRef("login", handle), providers)).toBe("began");
    const page = await pinPage(handle);
    expect(page).toMatchObject({ channel: "whatsapp", next: { channel: "voice" }, callRefusable: true });
    const left = Date.parse(page?.expiresAt ?? "") - Date.parse(page?.now ?? "");
    expect(left / 1000).toBeCloseTo((2 * lifeSeconds) / 3, 0);
  });

  test("happens once, however many press the button", async () => {
    const { providers, advanced } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    const outcomes = await race(10, () => goOn(flowRef("login", handle), providers));
    const began = outcomes.filter((one) => one.status === "fulfilled" && one.value === "began");
    expect(began).toHaveLength(1);
    expect(advanced).toHaveLength(1);
  });

  test("is not offered after the last channel, nor when the PIN is over", async () => {
    const { providers, advanced } = scriptedProvider({ workflow: ["sms"] });
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(await pinPage(handle)).toMatchObject({ next: null, nextOffered: false });
    expect(await goOn(flowRef("login", handle), providers)).toBe("not-now");
    await passTime(lifeSeconds + 1);
    expect(await goOn(flowRef("login", handle), providers)).toBe("not-now");
    expect(advanced).toHaveLength(0);
  });

  test("never calls anybody where the deployer has texts only (T-108)", async () => {
    const { providers, starts } = scriptedProvider({ workflow: ["sms"] });
    await loginAwaitingPin(await newPerson(), providers);
    expect(starts[0]?.workflow).toEqual(["sms"]);
  });
});

describe("refusing the call", () => {
  const callsAfter = lifeSeconds / 2;

  test("leaves the text's PIN good until just before the call would begin", async () => {
    const { providers, cancelled, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    expect(await refuseCall(flowRef("login", handle))).toBe(true);
    await passTime(callsAfter - stopBeforeCallSeconds - 2);
    expect(await currentPage(handle, providers)).toMatchObject({
      callRefused: true,
      next: null,
      obstacle: null,
    });
    expect(cancelled).toHaveLength(0);
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("ends the request at the provider in time, by whoever looks at the page", async () => {
    const { providers, cancelled } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await refuseCall(flowRef("login", handle));
    await passTime(callsAfter - stopBeforeCallSeconds + 1);
    const pages = await race(5, () => currentPage(handle, providers));
    expect(cancelled).toHaveLength(1);
    expect(pages.every((one) => one.status === "fulfilled")).toBe(true);
    expect(await currentPage(handle, providers)).toMatchObject({ obstacle: "stopped", callRefused: false });
  });

  test("is done by the sweeper when nobody looks", async () => {
    const { providers, cancelled } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await refuseCall(flowRef("login", handle));
    await passTime(callsAfter - stopBeforeCallSeconds + 1);
    expect(await sweepAll(providers)).toMatchObject({ stops: 1 });
    expect(await sweepAll(providers)).toMatchObject({ stops: 0 });
    expect(cancelled).toHaveLength(1);
  });

  test("that the provider does not follow is told: the call comes, and its PIN is good", async () => {
    const { providers, answers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await refuseCall(flowRef("login", handle));
    await passTime(callsAfter - stopBeforeCallSeconds + 1);
    answers.cancel = async () => false;
    expect(await currentPage(handle, providers)).toMatchObject({ obstacle: null, callRefused: false });
    await passTime(stopBeforeCallSeconds);
    expect(await currentPage(handle, providers)).toMatchObject({ channel: "voice" });
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });

  test("holds for the next message of the same login too", async () => {
    const { providers, starts } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await refuseCall(flowRef("login", handle));
    await passTime(31);
    await sendAgain(flowRef("login", handle), visitor, providers);
    await passTime(61);
    await sendAgain(flowRef("login", handle), visitor, providers);
    expect(starts.map((one) => one.workflow)).toEqual([["sms", "voice"], ["sms"], ["sms"]]);
  });

  test("comes too late once the call has begun", async () => {
    const { providers } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await goOn(flowRef("login", handle), providers);
    expect(await refuseCall(flowRef("login", handle))).toBe(false);
  });

  test("and asking for it at the same moment have one winner, 50 times", async () => {
    for (let round = 0; round < 50; round += 1) {
      const { providers, advanced } = scriptedProvider();
      const handle = await loginAwaitingPin(await newPerson(), providers, { address: `10.0.${round}.1` });
      const flow = flowRef("login", handle);
      await race<unknown>(2, (index) => (index === 0 ? goOn(flow, providers) : refuseCall(flow)));
      const page = await pinPage(handle);
      expect(page?.callRefused).toBe(advanced.length === 0);
    }
  });
});

describe("giving a login up", () => {
  test("ends its request, so that no call comes later", async () => {
    const { providers, cancelled } = scriptedProvider();
    const handle = await loginAwaitingPin(await newPerson(), providers);
    await passTime(31);
    expect(await cancelLogin(handle, providers)).toBe(true);
    await expect.poll(() => cancelled.length).toBe(1);
  });

  test("in the provider's first 30 seconds leaves it to the next login, which carries it on", async () => {
    const { providers, starts, cancelled, code } = scriptedProvider();
    const person = await newPerson();
    const handle = await loginAwaitingPin(person, providers);
    await cancelLogin(handle, providers);
    const next = await loginAwaitingPin(person, providers);
    expect(starts).toHaveLength(1);
    expect(cancelled).toHaveLength(0);
    expect(await checkLoginPin(next, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });
});

test("silent authentication is tried on phones only, once, and never again for a further message", async () => {
  const { providers, starts } = scriptedProvider({ workflow: ["silent_auth", "sms"] });
  await loginAwaitingPin(await newPerson(), providers);
  const handle = await loginAwaitingPin(await newPerson(), providers, { mobile: true });
  await passTime(31);
  await sendAgain(flowRef("login", handle), { ...visitor, mobile: true }, providers);
  expect(starts.map((one) => one.workflow)).toEqual([["sms"], ["silent_auth", "sms"], ["sms"]]);
  expect(await sql`select count(*)::int as count from challenges`).toEqual([{ count: 3 }]);
});
