import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { flowRef } from "@/lib/flow-cookie";
import { checkSignupPin } from "@/lib/signup/finish";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { pinPage } from "../../support/steps";
import { passTime } from "../../support/time";
import { addressOf, ageLedger, alertsOf, blockedBy, estonian, logged, pump } from "./money";

process.env.SEND_LIMITS = "signup.prefix.hour=1000,login.prefix.hour=1000";

const { reset } = await testDatabase();
beforeEach(reset);

describe("PINs of a country that nobody enters (T-107)", () => {
  test("Sending there stops, the operators hear once, and other countries and logins go on", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 20; index += 1) await pump(providers, estonian(index, 1), addressOf(index));
    expect(starts).toHaveLength(20);
    await ageLedger(600);

    const owner = await pump(providers, estonian(50, 1), addressOf(50));
    await pump(providers, estonian(51, 1), addressOf(51));
    expect(starts).toHaveLength(20);
    expect(await pinPage(owner, "signup")).toMatchObject({ obstacle: "paused" });
    expect(blockedBy()).toEqual(["signup.conversion.country", "signup.conversion.country"]);
    await alertsOf(["send-blocked:signup.conversion.country:EE"]);
    expect(logged("alert")).toMatchObject([
      { country: "EE", prefix: estonian(50, 1).slice(0, -3), purpose: "signup" },
    ]);

    await pump(providers, "+358401234567", addressOf(52));
    await loginAwaitingPin(await newPerson({ phone: estonian(53, 1) }), providers, {
      address: addressOf(53),
    });
    expect(starts).toHaveLength(22);
  });

  test("A block goes first: the rest of its country goes on while its PINs are entered", async () => {
    const { providers, starts, code } = scriptedProvider();
    for (let index = 0; index < 20; index += 1) await pump(providers, estonian(1, index), addressOf(index));
    for (let index = 0; index < 10; index += 1) {
      const handle = await pump(providers, estonian(20 + index, 1), addressOf(30 + index));
      expect(await checkSignupPin(handle, code, visitor, providers)).toMatchObject({ kind: "created" });
    }
    await ageLedger(600);
    await pump(providers, estonian(1, 90), addressOf(60));
    expect(starts).toHaveLength(30);
    expect(blockedBy()).toEqual(["signup.conversion.prefix"]);
    await alertsOf([`send-blocked:signup.conversion.prefix:${estonian(1, 1).slice(0, -3)}`]);
    await pump(providers, estonian(70, 1), addressOf(70));
    expect(starts).toHaveLength(31);
  });

  test("A message that is under way is not sent again either", async () => {
    const { providers, starts } = scriptedProvider();
    const early = await pump(providers, estonian(90, 1), addressOf(90));
    for (let index = 0; index < 20; index += 1) await pump(providers, estonian(index, 1), addressOf(index));
    await ageLedger(600);
    await passTime(60);
    await sendAgain(flowRef("signup", early), visitor, providers);
    expect(starts).toHaveLength(21);
    expect(blockedBy()).toEqual(["signup.conversion.country"]);
  });
});

test("An outage of the provider is no sign of pumping", async () => {
  const { providers, answers, starts } = scriptedProvider();
  const works = answers.start;
  answers.start = async () => ({ kind: "invalid-number" });
  for (let index = 0; index < 25; index += 1) await pump(providers, estonian(index, 1), addressOf(index));
  answers.start = works;
  await ageLedger(600);
  const handle = await pump(providers, estonian(60, 1), addressOf(60));
  expect(starts).toHaveLength(26);
  expect(await pinPage(handle, "signup")).toMatchObject({ obstacle: null });
});
