import { afterEach, describe, expect, inject, test, vi } from "vitest";
import type { Result } from "@/lib/doctor/check";
import { examine } from "@/lib/doctor/doctor";
import { readSettings } from "@/lib/doctor/settings";
import { createDatabase, dropDatabase } from "../../../dev/postgres/databases";
import { testDatabase } from "../../support/database";
import { openDeployment, silentServer } from "../../support/deployment";
import { testSimulator } from "../../support/simulator";

vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));
process.env.CRON_SECRET = "Zk3x9QwLm7TrYb2VnPc8HsDf5GjAe1Uo";

const { sql, url } = await testDatabase();
const { control, secrets } = await testSimulator();
const site = new URL(await openDeployment());
afterEach(() => control.clearFaults());

type Changes = Readonly<Record<string, string | undefined>>;

const look = (changes: Changes = {}, at: URL = site) =>
  examine(readSettings({ ...process.env, ...changes }), at);

const only = (results: readonly Result[], matter: string, title: string) =>
  results
    .filter((result) => result.matter === matter && result.title === title)
    .map(({ verdict, told }) => `${verdict}: ${told}`);

const named = (results: readonly Result[], verdict: Result["verdict"]) =>
  results.filter((result) => result.verdict === verdict).map(({ matter, title }) => `${matter}: ${title}`);

describe("A deployment that is right", () => {
  test("nothing is wrong, and what stays to be looked at is what a database on this machine has", async () => {
    const results = await look();
    expect(named(results, "wrong")).toEqual([]);
    expect(named(results, "skipped")).toEqual([]);
    expect(named(results, "warning")).toEqual(["Database: Least privilege", "Database: Time-out"]);
    expect(named(results, "right")).toEqual(
      expect.arrayContaining(["Messages: Vonage's application", "Mail: Server", "Callbacks: Vonage, signed"]),
    );
  });

  test("the callback that was signed has come to the database, about no message of ours", async () => {
    await sql`delete from provider_events`;
    await look();
    const events = await sql`select provider, status, meaning, challenge_id from provider_events`;
    expect([...events]).toEqual([
      { provider: "vonage", status: "doctor", meaning: "other", challenge_id: null },
    ]);
  });

  test("Telnyx as the second provider is looked at too", async () => {
    const results = await look({ VERIFY_FALLBACK: "telnyx" });
    expect(only(results, "Messages", "Telnyx's key")).toEqual(["right: Telnyx takes TELNYX_API_KEY"]);
    expect(only(results, "Messages", "Telnyx's sender")).toEqual([
      "right: texts come from TELNYX_FROM, a number",
    ]);
    // This deployment has it not: only one that takes callbacks answers 401.
    expect(only(results, "Callbacks", "Telnyx, unsigned")).toEqual([
      "wrong: the deployment takes no callbacks",
    ]);
  });
});

describe("What is wrong is told with its cure", () => {
  const other = "f1d2c3b4-a596-4788-9a0b-1c2d3e4f5a6b";
  test.each([
    [
      "another application",
      { VONAGE_APPLICATION_ID: other },
      "Messages",
      "Vonage's application",
      /^wrong: Vonage refuses/,
    ],
    [
      "a key of Telnyx that nobody knows",
      { VERIFY_FALLBACK: "telnyx", TELNYX_API_KEY: "KEY0123456789abcdef" },
      "Messages",
      "Telnyx's key",
      /^wrong: Telnyx refuses/,
    ],
    [
      "a profile of Telnyx that nobody knows",
      { VERIFY_FALLBACK: "telnyx", TELNYX_MESSAGING_PROFILE_ID: other },
      "Messages",
      "Telnyx's sender",
      /^wrong: .* names no profile/,
    ],
    [
      "a template that nobody knows",
      { VONAGE_TEMPLATE_ID: other },
      "Messages",
      "Vonage's template",
      /^wrong: .* names no template/,
    ],
    [
      "another signature secret",
      { VONAGE_SIGNATURE_SECRET: "Wn4tRb8LkQz2XcVm6YpHs9DfGj1AeUo3" },
      "Callbacks",
      "Vonage, signed",
      /^wrong: what is signed .* is refused/,
    ],
    [
      "another CRON_SECRET",
      { CRON_SECRET: "Qn4tRb8LkQz2XcVm6YpHs9DfGj1AeUo3" },
      "Deployment",
      "CRON_SECRET",
      /^wrong: .* does not take this CRON_SECRET/,
    ],
    [
      "no CRON_SECRET",
      { CRON_SECRET: undefined },
      "Deployment",
      "CRON_SECRET",
      /^skipped: .* CRON_SECRET is not set/,
    ],
    [
      "another pepper",
      { PASSWORD_PEPPERS: "Pn4tRb8LkQz2XcVm6YpHs9DfGj1AeUo3" },
      "Deployment",
      "Settings",
      /^warning: it has another AUTH_SECRET or/,
    ],
    [
      "another address",
      { APP_URL: "https://login.countersign.example" },
      "Deployment",
      "Settings",
      /^warning: it takes itself for/,
    ],
    [
      "a mail server with another password",
      { SMTP_URL: "smtp://somebody:wrong@127.0.0.1:1" },
      "Mail",
      "Server",
      /^wrong: 127.0.0.1 does not let us in \(E/,
    ],
    [
      "a key pair that does not belong together",
      { VAPID_PUBLIC_KEY: `B${"A".repeat(86)}` },
      "Notifications",
      "Key pair",
      /^wrong: .* do not belong together/,
    ],
    ["no mail", { SMTP_URL: undefined, MAIL_FROM: undefined }, "Mail", "Set up", /^warning: there is none/],
    [
      "a header that is believed from everybody",
      { CLIENT_ADDRESS_HEADER: "x-real-ip" },
      "Deployment",
      "Visitors' addresses",
      /^note: CLIENT_ADDRESS_HEADER is not set/,
    ],
  ])("%s", async (_, changes, matter, title, expected) => {
    const results = await look(changes);
    expect(only(results, matter, title)).toEqual([expect.stringMatching(expected)]);
    for (const result of results)
      if (result.verdict === "wrong" || result.verdict === "warning") expect(result.cure).toMatch(/\S[.;]$/);
  });

  test("an account without credit", async () => {
    control.setSwitches({ lowBalance: true });
    const results = await look();
    control.setSwitches({ lowBalance: false });
    expect(only(results, "Messages", "Vonage's application")).toEqual([
      expect.stringMatching(/no credit left$/),
    ]);
  });

  test("a provider that answers with another address is not followed there", async () => {
    control.fault({
      operation: "cancel",
      effect: { kind: "redirect", location: `${site.href}api/health` },
    });
    expect(only(await look(), "Messages", "Vonage's application")).toEqual([
      expect.stringMatching(/^warning: Vonage answers with 30\d/),
    ]);
  });

  test("a wrong configuration is told whole, and what it does not concern is looked at all the same", async () => {
    const results = await look({ AUTH_SECRET: "short", VONAGE_APPLICATION_ID: "x", DEBUG: "*" });
    expect(only(results, "Configuration", "Variables")).toEqual([
      "wrong: AUTH_SECRET is not usable",
      "wrong: DEBUG is not usable",
      "wrong: VONAGE_APPLICATION_ID is not usable",
    ]);
    expect(only(results, "Database", "Migrations")).toEqual([expect.stringMatching(/^right/)]);
    expect(only(results, "Mail", "Server")).toEqual([expect.stringMatching(/^right/)]);
    expect(only(results, "Messages", "Vonage's application")).toEqual([expect.stringMatching(/^skipped/)]);
  });
});

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
    await sql`revoke update, delete on audit from doctor_least`;
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
