import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "../support/database";

const { sql } = await testDatabase();
const docs = join(import.meta.dirname, "../../docs");

const statements = readdirSync(docs)
  .filter((name) => name.endsWith(".md"))
  .flatMap((name) => {
    const text = readFileSync(join(docs, name), "utf8");
    return [...text.matchAll(/^ *```sql\n([^`]+?)^ *```/gm)].map(
      ([, statement = ""]) => [name, statement] as const,
    );
  });

test("there are statements in docs/ that people are told to run", () => {
  expect(statements.length).toBeGreaterThan(6);
});

test.each(statements)("a statement of docs/%s runs on the schema that there is: %s", async (_, statement) => {
  const undone = new Error("undone");
  const run = sql.begin(async (transaction) => {
    await transaction.unsafe(statement);
    throw undone;
  });
  await expect(run).rejects.toBe(undone);
});
