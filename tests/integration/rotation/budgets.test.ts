import { sql as text } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db/client";
import { sendPaused } from "@/db/queries/conversion";
import { countInTurn, throttled, uncount } from "@/db/queries/throttles";
import { policy } from "@/lib/policy";
import { throttleEntry } from "@/lib/throttle";
import { testDatabase } from "../../support/database";
import { sent, sms, whom } from "../sending/facts";
import { type Server, started as server, serversThrough } from "./server";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { sql, reset } = await testDatabase();
let [before, rotated, after]: Server[] = [];
beforeAll(async () => {
  [before, rotated, after] = await serversThrough("AUTH_SECRET");
});
beforeEach(reset);

const { limit } = policy.throttles.loginByAccount;
const tries = (one: Pick<Server, "throttleEntry">, times: number) =>
  Promise.all(Array.from({ length: times }, () => throttled(one.throttleEntry("loginByAccount", "ada"))));
const refused = async (one: Pick<Server, "throttleEntry">) => (await tries(one, 1))[0] !== null;

describe("Changing AUTH_SECRET gives nobody a fresh budget (F-21, T-105)", () => {
  test("what was counted before counts while both are known, whichever is in front", async () => {
    await tries({ throttleEntry }, limit);
    expect(await refused(server(before))).toBe(true);
    expect(await refused(server(rotated))).toBe(true);
  });

  test("what was counted while both were known counts when the former one is gone", async () => {
    await tries(server(rotated), limit);
    expect(await refused(server(after))).toBe(true);
    expect(await refused({ throttleEntry })).toBe(true);
  });

  test("a name is told once to whoever has to wait, not once for each secret", async () => {
    await tries(server(rotated), limit);
    expect((await tries(server(rotated), 1))[0]).toMatchObject({ name: "loginByAccount" });
  });

  const number = "+447700900123";
  const asked = (one: Server, to = number, address: string | null = null) =>
    one.sendFacts({ ...whom.signup, number: to }, address, sms);
  async function reserve(one: Server): Promise<readonly string[]> {
    const rows = await db().execute<{ name: string; blocked: boolean }>(
      text`with ${countInTurn(one.sendEntries(asked(one), null), text`true`)} select name, blocked from counted`,
    );
    return rows.filter(({ blocked }) => blocked).map(({ name }) => name);
  }

  test("the messages that a number has had count on, from one secret to the next", async () => {
    for (let times = 0; times < 5; times += 1) expect(await reserve(server(rotated))).toEqual([]);
    expect(new Set(await reserve(server(after)))).toEqual(new Set(["signup.number.hour"]));
    expect(new Set(await reserve(server(rotated)))).toEqual(new Set(["signup.number.hour"]));
  });

  test("what was certainly not sent is taken back under both", async () => {
    await reserve(server(rotated));
    await uncount(server(rotated).sendEntries(asked(server(rotated)), null));
    const rows = await sql<{ count: number }[]>`select count::int from throttles`;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ count }) => count === 0)).toBe(true);
  });

  test("an address that has asked for many numbers is still known by them", async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => `+4477009001${10 + index}`);
    const at = "192.0.2.9";
    for (const one of numbers) await sent(asked(server(before), one, at));
    const paused = async (one: Server, to: string) => {
      const rules = one.sendRules("signup");
      const rows = await db().execute<{ scope: string }>(
        text`select scope from (${sendPaused(asked(one, to, at), rules)}) as found (reason, scope, until)`,
      );
      return rows.map(({ scope }) => scope);
    };
    expect(await paused(server(rotated), "+447700900199")).toContain("signup.address.numbers");
    // One that it has asked for before is not slowed, under whichever secret that was.
    expect(await paused(server(rotated), numbers[0] ?? "")).not.toContain("signup.address.numbers");
  });
});
