import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MOST_TRIES } from "@/db/again";
import { closeDatabase, db } from "@/db/client";
import { inTurn, transaction } from "@/db/queries/turns";
import { barrier, gate, race } from "../../support/barrier";
import { testDatabase } from "../../support/database";

const database = await testDatabase();
beforeEach(async () => {
  await database.reset();
  await database.sql`insert into alerts (key, raised_at) values ('one', now()), ('other', now())`;
});

type Held = Parameters<Parameters<typeof transaction>[0]>[0];

const touch = (held: Held, key: string) =>
  held.execute(sql`update alerts set raised_at = raised_at + interval '1 hour' where key = ${key}`);

const undone = sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`;

/** What was added to each, in hours, by key. */
const hours = async () => {
  const rows = await database.sql<{ hours: number }[]>`
    select round(extract(epoch from raised_at - now()) / 3600)::int as hours from alerts order by key`;
  return rows.map((row) => row.hours);
};

/** Counts by a sequence, which no rollback takes back, how often a statement has been run. */
async function counted(): Promise<number> {
  const [row] = await database.sql<{ runs: number }[]>`select (last_value - 1)::int as runs from runs`;
  return row?.runs ?? 0;
}

describe("what the database asks to be done again (F-16)", () => {
  test("is done again: of two that hold what the other needs, both get through", async () => {
    const met = barrier(2);
    let begun = 0;
    const both = (first: string, second: string) =>
      transaction(async (held) => {
        begun += 1;
        await touch(held, first);
        await met();
        await touch(held, second);
      });
    await Promise.all([both("one", "other"), both("other", "one")]);
    expect(begun).toBe(3);
    expect(await hours()).toEqual([2, 2]);
  });

  test("is given up after some times, and nothing of it stays", async () => {
    let begun = 0;
    const work = transaction(async (held) => {
      begun += 1;
      await touch(held, "one");
      await held.execute(undone);
    });
    await expect(work).rejects.toThrow();
    expect(begun).toBe(MOST_TRIES);
    expect(await hours()).toEqual([0, 0]);
  });

  test("any other fault is one at once", async () => {
    let begun = 0;
    const work = transaction(async (held) => {
      begun += 1;
      await held.execute(sql`select 1 / 0`);
    });
    await expect(work).rejects.toThrow();
    expect(begun).toBe(1);
  });

  test("is done again for a whole transaction, never for a statement inside one", async () => {
    const seen: number[] = [];
    await transaction(async (held) => {
      seen.push(seen.length);
      await touch(held, "one");
      if (seen.length === 1) await held.execute(undone);
    });
    expect(seen).toEqual([0, 1]);
    expect(await hours()).toEqual([1, 0]);
  });

  test("is done again for a transaction that read what another has changed since", async () => {
    const [changed, read] = [gate(), gate()];
    let begun = 0;
    const reader = transaction(async (held) => {
      begun += 1;
      await held.execute(sql`set transaction isolation level serializable`);
      await held.execute(sql`select raised_at from alerts where key = 'one'`);
      read.open();
      await changed.opened;
      await touch(held, "one");
    });
    await read.opened;
    await database.sql`update alerts set raised_at = raised_at + interval '1 hour' where key = 'one'`;
    changed.open();
    await reader;
    expect(begun).toBe(2);
    expect(await hours()).toEqual([2, 0]);
  });
});

describe("a statement alone (F-16)", () => {
  /** Makes a function that fails with this code the first `times` times it is called. */
  async function failing(times: number, code: string): Promise<void> {
    await database.sql.unsafe(`
      drop sequence if exists runs;
      create sequence runs;
      select nextval('runs');
      create or replace function attempt() returns text language plpgsql as $$
      begin
        if nextval('runs') - 1 <= ${times} then raise exception 'not now' using errcode = '${code}'; end if;
        return 'done';
      end $$`);
  }
  const attempt = () => db().execute<{ attempt: string }>(sql`select attempt()`);

  test.each(["40001", "40P01"])("is done again when it was undone with %s", async (code) => {
    await failing(MOST_TRIES - 1, code);
    expect([...(await attempt())]).toEqual([{ attempt: "done" }]);
    expect(await counted()).toBe(MOST_TRIES);
  });

  test("is given up after some times", async () => {
    await failing(100, "40001");
    await expect(attempt()).rejects.toMatchObject({ cause: { code: "40001" } });
    expect(await counted()).toBe(MOST_TRIES);
  });

  test.each([
    ["the connection was lost", "08006"],
    ["it took too long", "57014"],
    ["a row was there already", "23505"],
  ])("is never done again when %s", async (_, code) => {
    await failing(1, code);
    await expect(attempt()).rejects.toMatchObject({ cause: { code } });
    expect(await counted()).toBe(1);
  });
});

describe("on a database where everything is serializable (F-16)", () => {
  const level = (setting: string) =>
    database.sql.unsafe(`do $$ begin
      execute format('alter database %I set default_transaction_isolation = %L', current_database(), '${setting}');
    end $$`);
  /** New connections, of either instance. */
  const anew = async () => {
    await closeDatabase();
    await closeDatabase();
  };
  beforeAll(() => level("serializable").then(anew));
  afterAll(() => level("read committed").then(anew));

  const ways = [
    ["as single statements", () => touch(db(), "one")],
    ["in transactions", () => transaction((held) => touch(held, "one"))],
    ["in turn", () => inTurn("one", (held) => touch(held, "one"))],
  ] as const;

  test.each(ways)("fifty that meet at one row %s all get through, ten times", async (_, meet) => {
    for (let round = 1; round <= 10; round += 1) {
      const runs = await race(50, meet);
      expect(runs.filter(({ status }) => status === "rejected")).toEqual([]);
      expect(await hours()).toEqual([50 * round, 0]);
    }
  });

  test("who waited for a turn sees what the turn before has written", async () => {
    const seen: unknown[] = [];
    const runs = await race(20, () =>
      inTurn("one", async (held) => {
        const [row] = await held.execute<{ hours: number }>(
          sql`select round(extract(epoch from raised_at - now()) / 3600)::int as hours from alerts where key = 'one'`,
        );
        seen.push(row?.hours);
        await touch(held, "one");
      }),
    );
    expect(runs.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });
});
