import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { transaction } from "@/db/queries/turns";
import { barrier } from "../../support/barrier";
import { testDatabase } from "../../support/database";

const database = await testDatabase();
beforeEach(async () => {
  await database.reset();
  await database.sql`insert into alerts (key, raised_at) values ('one', now()), ('other', now())`;
});

type Held = Parameters<Parameters<typeof transaction>[0]>[0];

const touch = (held: Held, key: string) =>
  held.execute(sql`update alerts set raised_at = raised_at + interval '1 hour' where key = ${key}`);

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
    const rows = await database.sql`select raised_at > now() + interval '110 minutes' as twice from alerts`;
    expect(rows).toEqual([{ twice: true }, { twice: true }]);
  });

  test("is given up after three times, and nothing of it stays", async () => {
    let begun = 0;
    const work = transaction(async (held) => {
      begun += 1;
      await touch(held, "one");
      await held.execute(sql`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
    });
    await expect(work).rejects.toThrow();
    expect(begun).toBe(3);
    expect(await database.sql`select 1 from alerts where raised_at > now() + interval '1 minute'`).toEqual(
      [],
    );
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
});
