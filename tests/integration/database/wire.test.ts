import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { db } from "@/db/client";
import { oneExchangeEach } from "@/db/wire";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { faultProxy } from "../../support/fault-proxy";

const { directUrl } = await testDatabase();
const proxy = await faultProxy(directUrl);

function client(keptPrepared: boolean): postgres.Sql {
  const bare = postgres(proxy.url, { max: 1, fetch_types: false, prepare: keptPrepared, onnotice: () => {} });
  afterAll(() => bare.end({ timeout: 1 }));
  return oneExchangeEach(bare, keptPrepared);
}

const asked = "select $1::text as said, $2::int + 1 as more";
const answered = [{ said: "o'k", more: 8 }];

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

describe.each([false, true])("Where statements are kept prepared: %s", (keptPrepared) => {
  test("a statement with parameters takes one exchange with the server, alone and in a transaction", async () => {
    const asking = client(keptPrepared);
    await asking.unsafe("select 1");
    const once = () => asking.unsafe(asked, ["o'k", 7]);
    for (let time = 0; time < 3; time += 1) {
      expect(await proxy.exchangesOf(async () => expect([...(await once())]).toEqual(answered))).toBe(1);
    }
    const transaction = () =>
      asking.begin(async (held) => expect([...(await held.unsafe(asked, ["o'k", 7]))]).toEqual(answered));
    expect(await proxy.exchangesOf(transaction)).toBe(3);
  });

  test("the server keeps what was asked for exactly then", async () => {
    const asking = client(keptPrepared);
    for (let time = 0; time < 2; time += 1) await asking.unsafe(asked, ["a", time]);
    const kept = await asking.unsafe("select statement from pg_prepared_statements");
    expect(kept.map(({ statement }) => statement)).toEqual(keptPrepared ? [asked] : []);
  });

  test("a refused statement says why, and the line serves the next one", async () => {
    const asking = client(keptPrepared);
    for (let time = 0; time < 2; time += 1) {
      await expect(asking.unsafe("select 1 / $1::int", [0])).rejects.toMatchObject({ code: "22012" });
      await expect(asking.unsafe("select $1::uuid", ["none"])).rejects.toMatchObject({ code: "22P02" });
      expect([...(await asking.unsafe(asked, ["o'k", 7]))]).toEqual(answered);
    }
  });

  test("values arrive as what the server takes them for", async () => {
    const asking = client(keptPrepared);
    const statement = `select $1::text as words, $2::float8 as part, $3::bool as yes, $4::bytea as bytes,
      $5::timestamptz = '2026-02-03 04:05:06+00' as moment, $6::jsonb ->> 'a' as inner, $7::text as none`;
    const json = JSON.stringify({ a: "b" });
    const values = ["ä'\\", 0.5, true, Buffer.from([0, 255]), "2026-02-03T04:05:06Z", json, null];
    const [row] = await asking.unsafe(statement, values);
    expect(row).toEqual({
      words: "ä'\\",
      part: 0.5,
      yes: true,
      bytes: Buffer.from([0, 255]),
      moment: true,
      inner: "b",
      none: null,
    });
  });
});

test.each([[["a"]], [{ secret: "a" }], [new Date(0)], [undefined], [1n], [Symbol("a")]])(
  "What would be written differently for another type is refused by its place, never its value: %s",
  (value) => {
    expect(() => client(false).unsafe("select $1, $2", ["fine", value as never])).toThrow(
      /^Parameter 2 is no text, number, boolean, null or bytes: write it as text$/,
    );
  },
);
