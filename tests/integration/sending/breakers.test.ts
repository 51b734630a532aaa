import { type SQL, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { breakerFailed, breakerOpen, breakerWorked } from "@/db/queries/breakers";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";

const { sql: query, reset } = await testDatabase();
const rule = policy.breaker;

/** Runs a WITH query as the statements do that carry it; whether it has just opened the breaker. */
async function run(part: SQL): Promise<boolean> {
  const rows = await db().execute<{ opened: boolean }>(sql`
    with breaker as (${part}) select coalesce(bool_or(opened), false) as opened from breaker`);
  return rows[0]?.opened === true;
}

const fail = () => run(breakerFailed("vonage", rule));
const work = () => run(breakerWorked("vonage"));
const isOpen = async () => {
  const rows = await db().execute<{ open: boolean }>(sql`select ${breakerOpen("vonage")} as open`);
  return rows[0]?.open;
};

async function readBreaker(provider: "vonage" | "telnyx") {
  const [row] = await query<{ failures: number; openUntil: number | null }[]>`
    select failures::int, case when open_until > now() then (extract(epoch from open_until) * 1000)::float8 end as "openUntil"
    from breakers where provider = ${provider}`;
  return row ?? null;
}

async function failTimes(count: number): Promise<boolean[]> {
  const opened: boolean[] = [];
  for (let index = 0; index < count; index += 1) opened.push(await fail());
  return opened;
}

const passSeconds = (seconds: number) => query`
  update breakers set failed_at = failed_at - ${seconds} * interval '1 second',
    open_until = open_until - ${seconds} * interval '1 second'`;

async function openForSeconds(): Promise<number> {
  const [row] = await query<{ seconds: number }[]>`
    select extract(epoch from open_until - now())::float8 as seconds from breakers`;
  return Math.round(row?.seconds ?? 0);
}

beforeEach(reset);

test("A provider that nobody has called is asked", async () => {
  expect(await isOpen()).toBe(false);
  expect(await readBreaker("vonage")).toBeNull();
});

test("Five failures in a row open the breaker, and only the fifth tells so", async () => {
  expect(await failTimes(4)).toEqual([false, false, false, false]);
  expect(await isOpen()).toBe(false);
  expect(await fail()).toBe(true);
  expect(await isOpen()).toBe(true);
  expect(await openForSeconds()).toBe(rule.openSeconds);
});

test("One provider's breaker is not another's", async () => {
  await failTimes(5);
  const rows = await db().execute<{ open: boolean }>(sql`select ${breakerOpen("telnyx")} as open`);
  expect(rows[0]?.open).toBe(false);
});

test("Failures that lie further apart than the rule says do not add up", async () => {
  await failTimes(4);
  await passSeconds(rule.withinSeconds + 1);
  expect(await fail()).toBe(false);
  expect(await readBreaker("vonage")).toEqual({ failures: 1, openUntil: null });
});

test("Calls that were under way when it opened neither lengthen it nor tell a second time", async () => {
  await failTimes(5);
  expect(await failTimes(10)).not.toContain(true);
  expect(await openForSeconds()).toBe(rule.openSeconds);
});

test("It closes by itself, and the next failure opens it for twice as long, up to the longest", async () => {
  await failTimes(5);
  for (const seconds of [60, 120, 240, rule.longestSeconds, rule.longestSeconds]) {
    await passSeconds((await openForSeconds()) + 1);
    expect(await isOpen()).toBe(false);
    expect(await fail()).toBe(true);
    expect(await openForSeconds()).toBe(seconds);
  }
});

test("After a long quiet time a failure is the first again", async () => {
  await failTimes(5);
  await passSeconds(rule.openSeconds + rule.withinSeconds + 1);
  expect(await fail()).toBe(false);
});

test("A call that works closes it and forgets what was", async () => {
  await failTimes(5);
  expect(await work()).toBe(false);
  expect(await isOpen()).toBe(false);
  expect(await failTimes(4)).not.toContain(true);
});

/** Whether a statement with this WITH query has written anything: only then Postgres gives it an id. */
async function writes(part: SQL): Promise<boolean> {
  const rows = await db().execute<{ wrote: boolean }>(sql`
    with breaker as (${part})
    select count(*) as rows, pg_current_xact_id_if_assigned() is not null as wrote from breaker`);
  return rows[0]?.wrote === true;
}

test("Where all is well a call that works writes nothing", async () => {
  expect(await writes(breakerWorked("vonage"))).toBe(false);
  await fail();
  expect(await writes(breakerWorked("vonage"))).toBe(true);
});

describe("Many instances at once", () => {
  test("Of a hundred failures exactly one opens it", async () => {
    const answers = await race(100, fail);
    const opened = answers.map((answer) => answer.status === "fulfilled" && answer.value);
    expect(opened.filter(Boolean)).toHaveLength(1);
    expect(await readBreaker("vonage")).toMatchObject({ failures: rule.failures });
    // A hundred take their time on a busy machine, and the first five of them open it.
    expect(await openForSeconds()).toBeGreaterThan(rule.openSeconds - 15);
    expect(await openForSeconds()).toBeLessThanOrEqual(rule.openSeconds);
  });
});
