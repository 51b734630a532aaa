import { afterEach, describe, expect, test, vi } from "vitest";
import { testDatabase } from "../../support/database";
import { testSimulator } from "../../support/simulator";
import { look, named, only, site } from "./scenes";

vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  connection: async () => undefined,
}));

const { sql } = await testDatabase();
const { control } = await testSimulator();
afterEach(() => control.clearFaults());

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
