import { describe, expect, inject, test, vi } from "vitest";
import { createDatabase, dropDatabase } from "../../../dev/postgres/databases";
import { testDatabase } from "../../support/database";
import { silentServer } from "../../support/deployment";
import { testSimulator } from "../../support/simulator";
import { look, named, only } from "./scenes";

vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));

const { sql, url } = await testDatabase();
const { secrets } = await testSimulator();

describe("Databases", () => {
  const { adminUrl } = inject("cluster");

  test("one that was never migrated is told so, and its rights are not spoken of", async () => {
    const name = "never_migrated";
    const empty = await createDatabase(adminUrl, name);
    const results = await look({ DATABASE_URL: empty });
    await dropDatabase(adminUrl, name);
    expect(only(results, "Database", "Migrations")).toEqual(["wrong: no migration was ever applied"]);
    expect(only(results, "Database", "Rights")).toEqual([]);
    expect(only(results, "Deployment", "Database")).toEqual([expect.stringMatching(/another database/)]);
    expect(only(results, "Callbacks", "Vonage, signed")).toEqual([
      expect.stringMatching(/^(wrong|warning): /),
    ]);
  });

  test("a role with the rights it needs and no more is right", async () => {
    await sql`create role doctor_least login password 'least'`;
    await sql`grant select, insert, update, delete on all tables in schema public to doctor_least`;
    const kept = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' and tablename like 'audit%'`;
    for (const { name } of kept) await sql`revoke update, delete on ${sql(name)} from doctor_least`;
    await sql`grant usage on schema drizzle to doctor_least`;
    await sql`grant select on all tables in schema drizzle to doctor_least`;
    await sql`alter role doctor_least set statement_timeout = '10s'`;
    const address = new URL(url);
    [address.username, address.password] = ["doctor_least", "least"];
    const results = await look({ DATABASE_URL: address.href });
    await sql`drop owned by doctor_least`;
    await sql`drop role doctor_least`;
    expect(only(results, "Database", "Least privilege")).toEqual([
      expect.stringMatching(/^right: doctor_least/),
    ]);
    expect(only(results, "Database", "Time-out")).toEqual([expect.stringMatching(/^right: .* 10 seconds/)]);
    expect(only(results, "Database", "Migrations")).toEqual([expect.stringMatching(/^right/)]);
    expect(only(results, "Deployment", "Database")).toEqual([expect.stringMatching(/^right/)]);
  });

  test("statements that are kept prepared work where they are", async () => {
    expect(only(await look({ DATABASE_PREPARE: "1" }), "Database", "Pooler")).toEqual([
      expect.stringMatching(/^right: .* prepared statements are kept$/),
    ]);
  });

  test.each([
    ["nobody", "postgres://ada:secret@127.0.0.1:1/countersign", "ECONNREFUSED"],
    [
      "a wrong password",
      (() => {
        const wrong = new URL(url);
        wrong.username = "nobody";
        return wrong.href;
      })(),
      "28",
    ],
  ])("%s is told with its code, and the rest is not looked at", async (_, address, code) => {
    const results = await look({ DATABASE_URL: address });
    expect(only(results, "Database", "Reached")).toEqual([
      expect.stringContaining(`wrong: the database does not answer (${code}`),
    ]);
    expect(only(results, "Database", "Encryption")).toEqual([
      expect.stringMatching(/^skipped: not looked at, because/),
    ]);
  });
});

describe("Whoever never answers is not waited for", () => {
  test("a database, a provider, a mail server and a deployment at once cost no more than one", async () => {
    const silent = await silentServer();
    const began = performance.now();
    const results = await look(
      {
        DATABASE_URL: `postgres://ada:secret@127.0.0.1:${silent}/countersign`,
        VONAGE_API_HOST: `http://127.0.0.1:${silent}`,
        PUSH_SERVICE_URL: `http://127.0.0.1:${silent}`,
        SMTP_URL: `smtp://127.0.0.1:${silent}`,
      },
      new URL(`http://127.0.0.1:${silent}`),
    );
    expect(performance.now() - began).toBeLessThan(9_000);
    expect(named(results, "wrong")).toEqual([
      "Messages: Vonage's application",
      "Database: Reached",
      "Mail: Server",
      "Deployment: Health",
      "Deployment: CRON_SECRET",
      "Callbacks: Vonage, unsigned",
    ]);
  });
});

test("Nothing that is told holds a secret, or the end of one", async () => {
  const values = [
    process.env.AUTH_SECRET,
    process.env.PASSWORD_PEPPERS,
    process.env.CRON_SECRET,
    secrets.vonageSignatureSecret,
    secrets.telnyxApiKey,
    secrets.smtpPassword,
    secrets.vapidPrivateKey,
    ...secrets.privateKey.split("\n").filter((line) => line.length > 20),
    new URL(url).password,
  ].filter((value) => value !== undefined && value !== "");
  const everything = [
    await look({ VERIFY_FALLBACK: "telnyx" }),
    await look({
      DATABASE_URL: "postgres://ada:db-secret-1@127.0.0.1:1/x",
      SMTP_URL: "smtp://ada:mail-secret-2@127.0.0.1:1",
    }),
    await look({
      AUTH_SECRET: "tiny-secret-3",
      VONAGE_PRIVATE_KEY: "key-secret-4",
      CRON_SECRET: "cron-secret-5",
    }),
  ];
  const told = JSON.stringify(everything);
  for (const value of [
    ...values,
    "db-secret-1",
    "mail-secret-2",
    "tiny-secret-3",
    "key-secret-4",
    "cron-secret-5",
  ]) {
    expect(value).not.toBe(undefined);
    expect(told).not.toContain(value);
    expect(told).not.toContain(String(value).slice(-8));
  }
});
