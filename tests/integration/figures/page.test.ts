import { beforeEach, expect, test } from "vitest";
import { keepFigures } from "@/db/queries/figures";
import { figuresPage, periodOf } from "@/lib/figures/read";
import { startLogin } from "@/lib/login/start";
import { makeUpTraffic } from "../../../dev/traffic/make-up";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { providersOf, scriptedProvider } from "../../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

test("A new deployment has nothing to show, and no number that is none", async () => {
  const { view, breakers, budgets } = await figuresPage(30);
  expect(view.empty).toBe(true);
  expect(view.remarks).toEqual([]);
  expect(JSON.stringify(view)).not.toMatch(/NaN|null,null|undefined|Infinity/);
  expect(breakers).toEqual([
    { provider: "Vonage", open: false, text: "is asked; nothing has failed lately.", since: null },
  ]);
  expect(budgets.bars.every(({ share }) => share === 0)).toBe(true);
});

test("What is not as it was is told in words, what got worse first", async () => {
  const messages = (country: string, used: number, daysAgo: number) => sql`
    insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price, currency, used_at)
    select gen_random_uuid(), 'login', 'vonage', 'sms', ${country}, 'x', 'x', now() - ${daysAgo} * interval '1 day', 'delivered',
      0.06, 'EUR', case when n <= ${used} then now() end from generate_series(1, 50) n`;
  await messages("FR", 36, 10);
  await messages("FR", 22, 2);
  await messages("GB", 30, 10);
  await messages("GB", 45, 2);
  await messages("IE", 40, 2);
  await keepFigures(3, 30);
  const { view } = await figuresPage(7);
  expect(view.remarks).toEqual([
    { text: "France: conversion fell from 72 % to 44 %.", attention: true },
    { text: "United Kingdom: conversion rose from 60 % to 90 %.", attention: false },
  ]);
  const countries = view.bars.find(({ id }) => id === "countries")?.bars ?? [];
  expect(countries.map(({ label, cells }) => [label, ...cells])).toEqual([
    ["France", "50", "44 %", "72 %"],
    ["United Kingdom", "50", "90 %", "60 %"],
    ["Ireland", "50", "80 %", "–"],
  ]);
});

test("A login counts at once: today, and against the budgets", async () => {
  const { username } = await newPerson();
  const outcome = await startLogin(
    { identifier: username, password: PASSWORD, returnTo: null },
    visitor,
    providersOf(scriptedProvider().provider),
  );
  expect(outcome.kind).toBe("challenged");
  const { view, budgets } = await figuresPage(7);
  expect(view.bars.find(({ id }) => id === "funnel")?.bars.map(({ value }) => value)).toEqual(["1", "0"]);
  const used = budgets.bars.filter(({ cells }) => cells[0] !== "0").map(({ label }) => label);
  expect(used).toEqual(["Logins, this hour", "Logins, today"]);
});

test("A provider that nobody asks is told with when it is tried again", async () => {
  await sql`insert into breakers (provider, failures, failed_at, open_until) values ('vonage', 5, now(), now() + interval '1 minute')`;
  const { breakers } = await figuresPage(7);
  expect(breakers).toMatchObject([
    { provider: "Vonage", open: true, text: expect.stringContaining("5 calls failed in a row") },
  ]);
  expect(Date.parse(breakers[0]?.since ?? "")).toBeGreaterThan(Date.now());
});

test("A month of traffic is drawn without a number that is none, and nobody is named", async () => {
  await makeUpTraffic(sql, { days: 60, people: 120 });
  await keepFigures(3, 90);
  const { view } = await figuresPage(30);
  expect(view.trends.map(({ id }) => id)).toEqual(["logins", "refused", "signups", "cost", "each"]);
  expect(
    view.trends.every(({ days, series }) => series.every(({ values }) => values.length === days.length)),
  ).toBe(true);
  const told = JSON.stringify(view);
  expect(told).not.toMatch(/NaN|undefined|Infinity|visitor-|@example/);
});

test("Only the times that are offered are shown; whatever else is asked for is a month", () => {
  expect([undefined, "7", "30", "90", "8", "1e3", "-7", ["7"]].map(periodOf)).toEqual([
    30, 7, 30, 90, 30, 30, 30, 30,
  ]);
});
