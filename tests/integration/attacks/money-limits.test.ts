import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { sendAgain } from "@/lib/challenges/again";
import { goOn } from "@/lib/challenges/next";
import { env } from "@/lib/env";
import { flowRef } from "@/lib/flow-cookie";
import { sendPolicy } from "@/lib/sending/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { pinPage } from "../../support/steps";
import { passTime } from "../../support/time";
import { addressOf, alertsOf, blockedBy, estonian, pump } from "./money";

// The budgets that many share are small here, so that a test reaches them; those of one person are the policy's.
process.env.SEND_LIMITS =
  "signup.country.hour=24,signup.total.hour=30,login.prefix.hour=12,login.address.numbers=1000,signup.address.numbers=5";

const { sql, reset } = await testDatabase();
beforeEach(reset);

test("The limits of one person are the policy's", () => {
  expect(env().sending.limits).toMatchObject({
    "signup.number.hour": sendPolicy.limits["signup.number.hour"],
    "signup.prefix.hour": sendPolicy.limits["signup.prefix.hour"],
    "login.address.hour": sendPolicy.limits["login.address.hour"],
  });
});

describe("each limit bites at its number and is logged (T-105)", () => {
  test("a number", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 7; index += 1) {
      const handle = await pump(providers, estonian(1, 1), addressOf(index));
      expect(await pinPage(handle, "signup")).toMatchObject({ obstacle: index < 5 ? null : "throttled" });
    }
    expect(starts).toHaveLength(5);
    expect(blockedBy()).toEqual(["signup.number.hour", "signup.number.hour"]);
  });

  test("an account whose number changes", async () => {
    const { providers, starts } = scriptedProvider();
    const person = await newPerson();
    for (let index = 0; index < 6; index += 1) {
      await sql`update phones set number = ${estonian(1, index)} where user_id = ${person.id}`;
      await loginAwaitingPin(person, providers, { address: addressOf(index) });
    }
    expect(starts).toHaveLength(5);
    expect(blockedBy()).toEqual(["login.account.hour"]);
  });

  test("an address, whatever numbers it asks for", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 12; index += 1) {
      await loginAwaitingPin(await newPerson({ phone: estonian(index, 1) }), providers, {
        address: addressOf(1),
      });
    }
    expect(starts).toHaveLength(10);
    expect(blockedBy()).toEqual(["login.address.hour", "login.address.hour"]);
  });

  test("a network of IPv6 addresses, which come as one", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 11; index += 1) {
      const address = "2001:db8:0:1::/64";
      await loginAwaitingPin(await newPerson({ phone: estonian(index, 1) }), providers, { address });
    }
    expect(starts).toHaveLength(10);
  });

  test("a block of a thousand numbers: fifty neighbours asked for from everywhere (T-106)", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 50; index += 1) await pump(providers, estonian(1, index), addressOf(index));
    expect(starts).toHaveLength(sendPolicy.limits["signup.prefix.hour"]);
    expect(blockedBy()).toEqual(Array(30).fill("signup.prefix.hour"));
    const next = await pump(providers, estonian(2, 1), addressOf(60));
    expect(await pinPage(next, "signup")).toMatchObject({ obstacle: null });
  });

  test("a country, of which the operators hear once, and no other country", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 28; index += 1) await pump(providers, estonian(index, 1), addressOf(index));
    expect(starts).toHaveLength(24);
    expect(blockedBy()).toEqual(Array(4).fill("signup.country.hour"));
    await alertsOf(["send-blocked:signup.country.hour:EE"]);
    await pump(providers, "+33612345678", addressOf(30));
    expect(starts).toHaveLength(25);
  });

  test("all sign-ups together, and no login", async () => {
    const { providers, starts } = scriptedProvider();
    const french = (index: number) => `+336123${10_000 + index * 1_000}`;
    for (let index = 0; index < 20; index += 1) await pump(providers, estonian(index, 1), addressOf(index));
    for (let index = 0; index < 12; index += 1) await pump(providers, french(index), addressOf(40 + index));
    expect(starts).toHaveLength(30);
    expect(blockedBy()).toEqual(["signup.total.hour", "signup.total.hour"]);
    await alertsOf(["send-blocked:signup.total.hour"]);
    await loginAwaitingPin(await newPerson({ phone: estonian(1, 9) }), providers);
    expect(starts).toHaveLength(31);
  });

  test("an address that asks for many numbers waits between them", async () => {
    const { providers, starts } = scriptedProvider();
    for (let index = 0; index < 6; index += 1) await pump(providers, estonian(index, 1), addressOf(1));
    expect(starts).toHaveLength(5);
    expect(blockedBy()).toEqual(["signup.address.numbers"]);
    await pump(providers, estonian(0, 1), addressOf(1));
    expect(starts).toHaveLength(6);
  });
});

describe("What is shared cannot be used up by attempts that send nothing", () => {
  test("A number that is over its limit takes nothing from its neighbours, its country or the others", async () => {
    const { providers } = scriptedProvider();
    for (let index = 0; index < 29; index += 1) await pump(providers, estonian(1, 1), addressOf(index));
    const counts = await sql<{ name: string; count: number }[]>`
      select name, count from throttles where name like 'signup.%.hour' and name not like '%address%' order by name`;
    expect(Object.fromEntries(counts.map(({ name, count }) => [name, count]))).toEqual({
      "signup.country.hour": 5,
      "signup.number.hour": 29,
      "signup.prefix.hour": 5,
      "signup.total.hour": 5,
    });
  });
});

describe("Many at once", () => {
  test("Sixty logins of one block at once send twelve messages", async () => {
    const { providers, starts } = scriptedProvider();
    const people = await Promise.all(
      Array.from({ length: 60 }, (_, index) => newPerson({ phone: estonian(1, index) })),
    );
    const answers = await race(60, (index) => {
      const person = people[index];
      if (!person) throw new Error("Nobody");
      return loginAwaitingPin(person, providers, { address: addressOf(index) });
    });
    expect(answers.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(starts).toHaveLength(12);
    expect(blockedBy()).toEqual(Array(48).fill("login.prefix.hour"));
  }, 60_000);

  test("A hundred clicks in each of ten tabs send one message for each cooldown (T-104)", async () => {
    const { providers, answers, starts, cancelled } = scriptedProvider();
    // As Vonage does it: one running request for each number, and only that one can be ended.
    let running: string | null = null;
    answers.start = async () => {
      if (running !== null) return { kind: "already-pending" };
      running = randomUUID();
      return { kind: "sent", requestId: running, checkUrl: null };
    };
    answers.cancel = async () => {
      if (running === null || cancelled.at(-1) !== running) return false;
      running = null;
      return true;
    };
    const person = await newPerson();
    const tabs: string[] = [];
    for (let tab = 0; tab < 10; tab += 1) {
      tabs.push(await loginAwaitingPin(person, providers, { address: addressOf(tab) }));
    }
    expect(starts).toHaveLength(1);
    await passTime(31);
    await race(100, (index) => sendAgain(flowRef("login", tabs[index % 10] ?? ""), visitor, providers));
    const [{ sent } = { sent: 0 }] = await sql<{ sent: number }[]>`
      select count(*)::int as sent from sends where result = 'accepted'`;
    expect(sent).toBeLessThanOrEqual(2);
  });
});

test("What was kept back is not called either (T-108)", async () => {
  const { providers, starts, advanced } = scriptedProvider();
  let handle = "";
  for (let index = 0; index < 6; index += 1) handle = await pump(providers, estonian(1, 1), addressOf(index));
  expect(await goOn(flowRef("signup", handle), providers)).toBe("not-now");
  await sendAgain(flowRef("signup", handle), visitor, providers);
  expect(starts).toHaveLength(5);
  expect(advanced).toEqual([]);
});
