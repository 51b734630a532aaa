import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db/client";
import { race } from "../../support/barrier";

test("Statements with and without parameters, ten times as many as connections, all get their own answer (F-17)", async () => {
  for (let round = 0; round < 5; round += 1) {
    const answers = await race(200, async (index) => {
      const statement = index % 2 === 0 ? sql`select 0 as answer` : sql`select ${index}::int as answer`;
      const [row] = await db().execute<{ answer: number }>(statement);
      return row?.answer;
    });
    const got = answers.map((one) => (one.status === "fulfilled" ? one.value : String(one.reason)));
    expect(got).toEqual(Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 0 : index)));
  }
});
