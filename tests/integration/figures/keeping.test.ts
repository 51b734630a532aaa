import { beforeEach, describe, expect, test } from "vitest";
import { keepFigures, readFigures } from "@/db/queries/figures";
import { makeUpTraffic } from "../../../dev/traffic/make-up";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const kept = () =>
  sql`select day::text, name, country, channel, currency, count, total from figures order by 1, 2, 3, 4, 5`;

interface Session {
  at: Date;
  factor: string;
}

/** The calendar day in UTC, counted here and not by the database. */
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

function tally<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[keyOf(row)] = (sums[keyOf(row)] ?? 0) + 1;
  return sums;
}

describe("What is kept of a day", () => {
  test("is what the rows of that day say, counted one by one", async () => {
    await makeUpTraffic(sql, { days: 12, people: 150 });
    await keepFigures(3, 30);
    const today = dayOf(new Date());
    const past = <Row extends { at: Date }>(rows: readonly Row[]) =>
      rows.filter(({ at }) => dayOf(at) < today);

    const sessions = past(await sql<Session[]>`select at, factor from audit where event = 'login.session'`);
    const wayOf = (factor: string) => {
      const has = (method: string) => factor.split(" ").includes(method);
      if (has("pop")) return has("pwd") ? "passkey" : "passkey-alone";
      if (has("swk")) return "approval";
      if (has("otp")) return "authenticator";
      return has("pwd") ? "pin" : "phone";
    };
    const figures = await kept();
    const told = (name: string) =>
      Object.fromEntries(
        figures
          .filter((row) => row.name === name)
          .map(({ day, country, channel, count }) => [[day, country, channel].join(" "), Number(count)]),
      );
    expect(sessions.length).toBeGreaterThan(100);
    expect(told("session")).toEqual(tally(sessions, ({ at, factor }) => `${dayOf(at)}  ${wayOf(factor)}`));

    interface Sent {
      at: Date;
      country: string;
      channel: string;
      result: string;
      used_at: Date | null;
      paid: number;
      challenge_id: string;
    }
    const sent = past(
      await sql<Sent[]>`
        select at, country, channel, result, used_at, challenge_id, coalesce(price, estimated_price)::float8 as paid from sends`,
    ).filter(({ result }) => result !== "refused");
    expect(told("message")).toEqual(
      tally(sent, ({ at, country, channel }) => `${dayOf(at)} ${country} ${channel}`),
    );
    const used = sent.filter((row) => row.used_at !== null);
    expect(told("message.used")).toEqual(
      tally(used, ({ at, country, channel }) => `${dayOf(at)} ${country} ${channel}`),
    );
    const asked = [...new Map(sent.map((row) => [`${dayOf(row.at)} ${row.challenge_id}`, row])).values()];
    expect(told("asked")).toEqual(tally(asked, ({ at, country }) => `${dayOf(at)} ${country} `));
    const paid = figures
      .filter(({ name }) => name === "cost")
      .reduce((sum, { total }) => sum + Number(total), 0);
    expect(paid).toBeCloseTo(
      sent.reduce((sum, row) => sum + row.paid, 0),
      4,
    );
    const arrived = figures
      .filter(({ name }) => name.startsWith("arrived."))
      .reduce((sum, row) => sum + Number(row.count), 0);
    const [{ events = 0 } = {}] = await sql`
      select count(*)::int as events from provider_events e join sends s using (challenge_id, provider, channel)
      where (s.at at time zone 'UTC')::date < (now() at time zone 'UTC')::date`;
    expect(arrived).toBe(events);
  });

  test("is the same when it is counted twice, and when several count at once", async () => {
    await makeUpTraffic(sql, { days: 5, people: 60 });
    await keepFigures(3, 10);
    const once = await kept();
    await keepFigures(3, 10);
    expect(await kept()).toEqual(once);
    await sql`delete from figures`;
    const done = await race(5, () => keepFigures(3, 10));
    expect(done.map(({ status }) => status)).toEqual(Array(5).fill("fulfilled"));
    expect(await kept()).toEqual(once);
  });

  test("stays when the rows it was counted from are deleted", async () => {
    await makeUpTraffic(sql, { days: 9, people: 60 });
    await keepFigures(3, 10);
    const before = (await kept()).filter(({ name }) => name === "message" || name === "cost");
    await sql`delete from sends where at < now() - interval '5 days'`;
    await keepFigures(3, 10);
    expect((await kept()).filter(({ name }) => name === "message" || name === "cost")).toEqual(before);
  });

  test("grows by news that come late, for as long as they may come", async () => {
    await sql`insert into sends (challenge_id, purpose, provider, channel, country, prefix, number_hash, at, result, estimated_price, currency)
      values (gen_random_uuid(), 'login', 'vonage', 'sms', 'GB', '+44', 'x', now() - interval '2 days', 'accepted', 0.06, 'EUR')`;
    await keepFigures(3, 10);
    await sql`update sends set price = 0.05, used_at = now()`;
    await keepFigures(3, 10);
    expect((await kept()).filter(({ country }) => country === "GB")).toMatchObject([
      { name: "asked", count: "1" },
      { name: "asked.used", count: "1" },
      { name: "cost", count: "1", total: "0.05000" },
      { name: "message", count: "1" },
      { name: "message.used", count: "1" },
    ]);
  });

  test("begins and ends with the day of UTC, whatever time zone the connection is in", async () => {
    await sql`
      insert into audit (at, event, outcome, browser)
      select day + moment, 'signup.started', 'asked', 'x'
      from (select ((now() at time zone 'UTC')::date - 2)::timestamp at time zone 'UTC' as day) d,
        unnest(array[interval '-1 microsecond', interval '0', interval '23:59:59.999999', interval '24 hours']) moment`;
    const [{ database = "" } = {}] = await sql`select current_database() as database`;
    await sql`alter database ${sql(database)} set timezone to 'Pacific/Auckland'`;
    const { closeDatabase } = await import("@/db/client");
    await closeDatabase();
    await keepFigures(3, 10);
    const begun = (await kept()).filter(({ name }) => name === "signup.begun").map(({ count }) => count);
    await sql`alter database ${sql(database)} reset timezone`;
    await closeDatabase();
    expect(begun).toEqual(["1", "2", "1"]);
  });
});

test("Today is counted as far as it has come, and the time before is kept apart", async () => {
  await makeUpTraffic(sql, { days: 20, people: 60 });
  await keepFigures(3, 30);
  const { days, countries, today } = await readFigures(7);
  const [{ count = 0 } = {}] = await sql`
    select count(*)::int as count from audit where event = 'login.session' and at >= ${`${today}T00:00:00Z`}`;
  const shownToday = days.filter(({ day, name }) => day === today && name === "session");
  expect(shownToday.reduce((sum, row) => sum + row.count, 0)).toBe(count);
  const sessions = (period: string) =>
    countries
      .filter((row) => row.period === period && row.name === "session")
      .reduce((sum, row) => sum + row.count, 0);
  expect(sessions("now")).toBe(
    days.filter(({ name }) => name === "session").reduce((sum, row) => sum + row.count, 0),
  );
  expect(sessions("before")).toBeGreaterThan(0);
});
