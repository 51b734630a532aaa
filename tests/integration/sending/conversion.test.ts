import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { sendPaused } from "@/db/queries/conversion";
import { type SendFacts, settleSend, usedSends } from "@/db/queries/sends";
import { sendRules } from "@/lib/sending/reserve";
import { testDatabase } from "../../support/database";
import { factsOf, sent, uuid } from "./facts";

const { sql: query, reset } = await testDatabase();

type Pause = Readonly<{ reason: string; scope: string; seconds: number }>;

async function pauses(facts: SendFacts, percent = 20): Promise<Pause[]> {
  const rules = sendRules(facts.purpose);
  const strict = { ...rules, conversion: { ...rules.conversion, percent } };
  const rows = await db().execute<Pause>(sql`
    select reason, scope, extract(epoch from until - now())::float8 as seconds
    from (${sendPaused(facts, strict)}) p order by scope`);
  return [...rows];
}

const scopes = async (facts: SendFacts) => (await pauses(facts)).map(({ scope }) => scope);

const age = (seconds: number) => query`update sends set at = at - ${seconds} * interval '1 second'`;

/** Messages to `facts` of which the last `used` had their PIN entered. */
async function history(facts: SendFacts, messages: number, used = 0): Promise<string[]> {
  const challenges: string[] = [];
  for (let index = 0; index < messages; index += 1) {
    const challenge = await sent(facts);
    challenges.push(challenge);
    if (messages - index <= used) await db().execute(usedSends(sql`select ${challenge}::uuid`));
  }
  return challenges;
}

const estonian = factsOf({ number: "+37251234567" });
const nextDoor = factsOf({ number: "+37251239567" });
const finnish = factsOf({ number: "+358401234567" });

beforeEach(reset);

describe("PINs that nobody enters", () => {
  test("Twenty of them shut their prefix and their country, and no other country", async () => {
    await history(estonian, 20);
    await age(600);
    expect(await scopes(estonian)).toEqual(["signup.conversion.country", "signup.conversion.prefix"]);
    expect(await scopes(finnish)).toEqual([]);
  });

  test("Another prefix of a country that uses its PINs goes on", async () => {
    await history(estonian, 20);
    await history(nextDoor, 20, 15);
    await age(600);
    expect(await scopes(estonian)).toEqual(["signup.conversion.prefix"]);
    expect(await scopes(nextDoor)).toEqual([]);
  });

  test("Logins that nobody finishes count by person; they shut their block, and never a country", async () => {
    const login = (facts: SendFacts) => ({ ...facts, purpose: "login" as const });
    await history(login(estonian), 40);
    await age(600);
    expect(await scopes(login(estonian))).toEqual([]);
    for (let person = 100; person < 120; person += 1) {
      await history(login(factsOf({ number: `+37251234${person}` })), 2);
    }
    await age(600);
    expect(await scopes(login(estonian))).toEqual(["login.conversion.prefix"]);
    expect(await scopes(login(nextDoor))).toEqual([]);
  });

  test("Sign-ups that nobody finishes stop no login", async () => {
    await history(estonian, 20);
    await age(600);
    expect(await scopes({ ...estonian, purpose: "login" })).toEqual([]);
  });

  test.each([
    [19, 0, false],
    [20, 3, true],
    [20, 4, false],
    [100, 19, true],
    [100, 20, false],
  ])("Of %i messages %i were used: stopped is %s", async (messages, used, stopped) => {
    await history(estonian, messages, used);
    await age(600);
    expect((await scopes(estonian)).length > 0).toBe(stopped);
  });

  test("Messages whose PIN may still be entered do not count", async () => {
    await history(estonian, 40);
    expect(await scopes(estonian)).toEqual([]);
    await history(estonian, 19, 19);
    await age(200);
    expect(await scopes(estonian)).toEqual([]);
  });

  test("What the provider refused was never sent and does not count", async () => {
    for (const challenge of await history(estonian, 30)) {
      await query`update sends set result = 'reserved' where challenge_id = ${challenge}`;
      await db().execute(settleSend(uuid(challenge), sql`${"vonage"}`, "refused"));
    }
    await age(600);
    expect(await scopes(estonian)).toEqual([]);
  });

  test("A text and the call after it are one message", async () => {
    await history(estonian, 12);
    await query`
      insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, result, estimated_price, currency)
      select challenge_id, purpose, provider, 'voice', country, prefix, number_hash, result, estimated_price, currency from sends`;
    await age(600);
    expect(await scopes(estonian)).toEqual([]);
  });

  test("Only the last hundred count: old trouble is outlived by good traffic", async () => {
    await history(estonian, 60);
    await age(600);
    await history(estonian, 100, 30);
    await age(600);
    expect(await scopes(estonian)).toEqual([]);
  });

  test("The pause ends when fewer than twenty are within a day", async () => {
    await history(estonian, 20);
    await age(3_600);
    const [pause] = await pauses(estonian);
    expect(pause).toMatchObject({ reason: "paused" });
    expect(Math.round((pause?.seconds ?? 0) / 60)).toBe(23 * 60);
    await age(23 * 3_600);
    expect(await scopes(estonian)).toEqual([]);
  });

  test("A limit of nought switches the rule off", async () => {
    await history(estonian, 30);
    await age(600);
    expect(await pauses(estonian, 0)).toEqual([]);
  });
});

describe("Many numbers from one address", () => {
  const from = (last: number, given: Partial<Parameters<typeof factsOf>[0]> = {}) =>
    factsOf({ number: `+37251234${100 + last}`, address: "192.0.2.7", ...given });

  test("From the sixth on each has to wait five minutes after the one before", async () => {
    for (let index = 0; index < 5; index += 1) {
      expect(await scopes(from(index))).toEqual([]);
      await sent(from(index));
    }
    const [wait] = await pauses(from(5));
    expect(wait).toMatchObject({ reason: "throttled", scope: "signup.address.numbers" });
    expect(Math.round(wait?.seconds ?? 0)).toBe(300);
    await age(301);
    expect(await scopes(from(5))).toEqual([]);
    await sent(from(5));
    expect(await scopes(from(6))).toEqual(["signup.address.numbers"]);
  });

  test("A number that this address has asked for before does not wait", async () => {
    for (let index = 0; index < 6; index += 1) await sent(from(index));
    expect(await scopes(from(0))).toEqual([]);
  });

  test("Other addresses, logins and those whose address nobody knows do not wait", async () => {
    for (let index = 0; index < 6; index += 1) await sent(from(index));
    expect(await scopes(from(9, { address: "192.0.2.8" }))).toEqual([]);
    expect(await scopes(from(9, { purpose: "login" }))).toEqual([]);
    expect(await scopes(from(9, { address: null }))).toEqual([]);
  });

  test("An hour later it is forgotten", async () => {
    for (let index = 0; index < 6; index += 1) await sent(from(index));
    await age(3_601);
    expect(await scopes(from(9))).toEqual([]);
  });
});
