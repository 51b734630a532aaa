import { inspect } from "node:util";
import { sql } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { db } from "@/db/client";
import { transaction } from "@/db/queries/turns";
import { describeError } from "@/lib/log";
import { testDatabase } from "@/tests/support/database";

const database = await testDatabase();
const NUMBER = "+447700900042";

/** Everything that a log could have printed of it. */
const printed = (error: unknown): string => inspect(error, { depth: 10, showHidden: true });

await database.sql`create schema tests`;
await database.sql`create table tests.numbers (number text primary key, tries smallint check (tries >= 0))`;
afterAll(async () => {
  await database.sql`drop schema tests cascade`;
});

const insert = (tries: number) =>
  sql`insert into tests.numbers (number, tries) values (${NUMBER}, ${tries}::int)`;

const failing = [
  ["a row that is there already", () => db().execute(insert(1)), "23505"],
  ["a row that breaks a rule", () => db().execute(insert(-1)), "23514"],
  ["a table that is missing", () => db().execute(sql`select ${NUMBER}::text from nowhere`), "42P01"],
  ["one of a transaction", () => transaction((held) => held.execute(insert(1))), "23505"],
] as const;

test.each(failing)(
  "A statement that fails over %s tells its code, and no value",
  async (_what, run, code) => {
    await database.sql`insert into tests.numbers values (${NUMBER}, 1) on conflict do nothing`;
    const error: unknown = await run().then(
      () => null,
      (failed: unknown) => failed,
    );
    expect(error).toMatchObject({ name: "PostgresError", cause: { code } });
    expect(describeError(error)).toMatchObject({ cause: "PostgresError", code });
    expect(printed(error)).not.toContain(NUMBER.slice(1));
  },
);

test("What fails in the code around statements stays what it is", async () => {
  const mistake = new TypeError("a mistake of ours");
  const failing = transaction(() => Promise.reject(mistake));
  await expect(failing).rejects.toBe(mistake);
});
