import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import type { SendFacts } from "@/db/queries/sends";
import { countInTurn, type ThrottleEntry } from "@/db/queries/throttles";
import { sendEntries } from "@/lib/sending/entries";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { factsOf } from "./facts";

const { sql: query, reset } = await testDatabase();

type Stages = readonly (readonly ThrottleEntry[])[];

/** One attempt; the limits that it passed, none when it may go on. */
async function attempt(stages: Stages, onlyIf = sql`true`): Promise<string[]> {
  const rows = await db().execute<{ name: string }>(sql`
    with ${countInTurn(stages, onlyIf)} select name from counted where blocked order by name`);
  return rows.map(({ name }) => name);
}

const stage = (name: string, limit: number, subject = ""): ThrottleEntry => ({
  key: `${name} ${subject}`,
  name,
  limit,
  seconds: 3_600,
});

async function counted(): Promise<Record<string, number>> {
  const rows = await query<{ name: string; count: number }[]>`
    select name, sum(count)::int as count from throttles group by name`;
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

beforeEach(reset);

describe("A message is reserved against every budget at once", () => {
  const stages = [[stage("number", 2)], [stage("prefix", 3)], [stage("total", 5)]];

  test("Below all limits it counts once on each", async () => {
    expect(await attempt(stages)).toEqual([]);
    expect(await counted()).toEqual({ number: 1, prefix: 1, total: 1 });
  });

  test("Who is over a narrow limit uses up no wider one", async () => {
    for (let index = 0; index < 2; index += 1) expect(await attempt(stages)).toEqual([]);
    for (let index = 0; index < 20; index += 1) expect(await attempt(stages)).toEqual(["number"]);
    expect(await counted()).toEqual({ number: 22, prefix: 2, total: 2 });
  });

  test("Where nothing would be sent nothing is counted", async () => {
    expect(await attempt(stages, sql`false`)).toEqual([]);
    expect(await counted()).toEqual({});
  });

  test("A limit of nought lets nothing through", async () => {
    expect(await attempt([[stage("number", 5)], [stage("total", 0)]])).toEqual(["total"]);
  });

  test("A subject that is unknown has no counter, and the others still bite", async () => {
    expect(await attempt([[], [stage("prefix", 1)], []])).toEqual([]);
    expect(await attempt([[], [stage("prefix", 1)], []])).toEqual(["prefix"]);
  });

  test("A new window counts from the beginning", async () => {
    for (let index = 0; index < 3; index += 1) await attempt(stages);
    await query`update throttles set window_ends_at = now()`;
    expect(await attempt(stages)).toEqual([]);
    expect(await counted()).toEqual({ number: 1, prefix: 1, total: 1 });
  });
});

describe("Many at once", () => {
  test("A hundred messages never exceed a limit and never wait for each other in a ring, fifty times", async () => {
    for (let round = 0; round < 50; round += 1) {
      await query`delete from throttles`;
      const answers = await race(100, (index) => {
        const both = [stage("number", 7, `${index % 10}`), stage("address", 9, `${index % 7}`)];
        const wide = [stage("country", 40, `${index % 2}`), stage("total", 60)];
        return attempt([both.slice(0, 1), both.slice(1), wide]);
      });
      expect(answers.filter(({ status }) => status === "rejected")).toEqual([]);
      const passed = answers.flatMap((answer, index) =>
        answer.status === "fulfilled" && answer.value.length === 0 ? [index] : [],
      );
      // Whoever came as far as the last counter and found it below its limit, and nobody else.
      expect(passed).toHaveLength(Math.min(60, (await counted()).total ?? 0));
      expect(passed.length).toBeGreaterThan(40);
      for (let group = 0; group < 10; group += 1) {
        expect(passed.filter((index) => index % 10 === group).length).toBeLessThanOrEqual(7);
        expect(passed.filter((index) => index % 7 === group).length).toBeLessThanOrEqual(9);
      }
    }
  });
});

describe("The budgets of the policy", () => {
  const names = async (facts: SendFacts, userId: string | null, times: number) => {
    const stages = sendEntries(facts, userId);
    for (let index = 0; index < times; index += 1) expect(await attempt(stages)).toEqual([]);
    return attempt(stages);
  };

  test("Sign-ups with a number use up nothing of what its owner needs to log in", async () => {
    expect(await names(factsOf(), null, 5)).toEqual(["signup.number.hour"]);
    expect(await names(factsOf({ purpose: "login" }), null, 5)).toEqual(["login.number.hour"]);
  });

  test("An account that changes its number keeps its count", async () => {
    const stages = (last: number) =>
      sendEntries(factsOf({ purpose: "login", number: `+44770090010${last}` }), "ada");
    for (let index = 0; index < 5; index += 1) expect(await attempt(stages(index))).toEqual([]);
    expect(await attempt(stages(6))).toEqual(["login.account.hour"]);
  });
});
