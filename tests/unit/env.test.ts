import { describe, expect, test } from "vitest";
import { ConfigurationError, parseEnv } from "@/lib/env";
import { privateKey, required } from "./environment";

type Changes = Readonly<Record<string, string | undefined>>;

/** As process.env would have it: what is undefined is not there. */
const parse = (changes: Changes = {}) =>
  parseEnv(
    Object.fromEntries(
      Object.entries({ ...required, ...changes }).filter(([, value]) => value !== undefined),
    ),
  );

/** What the server says before it gives up. Anything but a ConfigurationError is a crash and passes through. */
function problems(changes: Changes): readonly string[] {
  try {
    parse(changes);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

/** What each message has to tell: how to make it right. */
const cures = {
  APP_URL: "the address people open",
  DATABASE_URL: "a PostgreSQL address",
  AUTH_SECRET: "openssl rand -base64 32",
  PASSWORD_PEPPERS: "openssl rand -base64 32",
  VONAGE_APPLICATION_ID: "the UUID of your application",
  VONAGE_PRIVATE_KEY: "PEM text",
} as const;

test("The six variables that have no default are enough", () => {
  expect(parse()).toMatchObject({
    secure: true,
    brand: "Countersign",
    databaseUrl: required.DATABASE_URL,
    databasePrepare: false,
    databaseMaxConnections: 5,
    authSecrets: [required.AUTH_SECRET],
    passwordPeppers: [required.PASSWORD_PEPPERS],
    origins: ["https://login.example.org"],
    verify: {
      provider: "vonage",
      fallback: null,
      vonage: {
        applicationId: required.VONAGE_APPLICATION_ID,
        privateKeys: [privateKey],
        apiHost: "https://api.nexmo.com",
      },
      telnyx: null,
    },
    simulated: false,
    signupByPhone: false,
    clientAddressHeader: null,
    placeHeaders: false,
  });
  expect(parse().appUrl.href).toBe("https://login.example.org/");
});

describe("What is missing is named together with its cure", () => {
  test.each(Object.entries(cures))("%s", (name, cure) => {
    for (const nothing of [undefined, ""]) {
      expect(problems({ [name]: nothing })).toEqual([
        expect.stringMatching(new RegExp(`^${name} is missing: .*${cure}`)),
      ]);
    }
  });

  test("Everything that is wrong is told at once", () => {
    expect(() => parseEnv({})).toThrow(ConfigurationError);
    try {
      parseEnv({ BRAND: "a brand that is far too long", DEBUG: "*" });
    } catch (error) {
      const lines = String(error).split("\n").slice(1);
      for (const name of [...Object.keys(cures), "BRAND", "DEBUG"]) {
        expect(lines.filter((line) => line.startsWith(`  - ${name} is `))).toHaveLength(1);
      }
      expect(lines).toHaveLength(Object.keys(cures).length + 2);
    }
  });
});

describe("What is wrong is named together with its cure", () => {
  test.each([
    ["APP_URL", "http://login.example.org", cures.APP_URL],
    ["APP_URL", "http://localhost.evil.example", cures.APP_URL],
    ["APP_URL", "http://127.0.0.1.evil.example", cures.APP_URL],
    ["APP_URL", "ftp://login.example.org", cures.APP_URL],
    ["APP_URL", "login.example.org", cures.APP_URL],
    ["APP_URL", "localhost:3000", cures.APP_URL],
    ["APP_URL", "https://", cures.APP_URL],
    ["SIGNUP_BY_PHONE", "yes", "1 to let people sign up with a phone number alone"],
    ["BRAND", "nineteen characters", "1 to 18 characters"],
    ["BRAND", "a/b", "without / { } : \\$"],
    ["BRAND", "{a}", "without / { } : \\$"],
    ["BRAND", "a:b", "without / { } : \\$"],
    ["BRAND", "$5", "without / { } : \\$"],
    ["BRAND", "two\nlines", "1 to 18 characters"],
    ["BRAND", "   ", "1 to 18 characters"],
    ["DATABASE_URL", "mysql://ada@db.example.org/x", cures.DATABASE_URL],
    ["DATABASE_URL", "db.example.org", cures.DATABASE_URL],
    ["DATABASE_PREPARE", "true", "1 when"],
    ["DATABASE_MAX_CONNECTIONS", "0", "a whole number from 1 to 100"],
    ["DATABASE_MAX_CONNECTIONS", "101", "a whole number from 1 to 100"],
    ["DATABASE_MAX_CONNECTIONS", "2.5", "a whole number from 1 to 100"],
    ["DATABASE_MAX_CONNECTIONS", "many", "a whole number from 1 to 100"],
    ["DATABASE_STATEMENT_SECONDS", "0", "a whole number from 1 to 60"],
    ["DATABASE_STATEMENT_SECONDS", "61", "a whole number from 1 to 60"],
    ["AUTH_SECRET", "a".repeat(31), "at least 32 characters"],
    ["AUTH_SECRET", `${"a".repeat(32)},short`, "at least 32 characters"],
    ["AUTH_SECRET", `${"a".repeat(32)},`, "at least 32 characters"],
    ["AUTH_SECRET", `,${"a".repeat(32)}`, "at least 32 characters"],
    ["AUTH_SECRET", " ".repeat(40), "at least 32 characters"],
    ["PASSWORD_PEPPERS", "a".repeat(31), "Never lose it"],
    ["VONAGE_APPLICATION_ID", "my application", "the UUID"],
    ["VONAGE_APPLICATION_ID", "../../v2/verify", "the UUID"],
    ["VONAGE_PRIVATE_KEY", "./private.key", "PEM text"],
    ["VONAGE_API_HOST", "http://api.nexmo.com", "leave it out"],
    ["VONAGE_API_HOST", "api.nexmo.com", "leave it out"],
    ["CLIENT_ADDRESS_HEADER", "x real ip", "the header"],
    ["CRON_SECRET", "a".repeat(31), "at least 32 characters"],
    ["CRON_SECRET", `${"a".repeat(32)},short`, "at least 32 characters"],
    ["CRON_SECRET", `${"a".repeat(32)},`, "at least 32 characters"],
    ["CRON_SECRET", `${"a".repeat(32)} ${"b".repeat(32)}`, "at least 32 characters"],
    ["NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "too short", "base64 of 32 bytes"],
    ["VONAGE_PRIVATE_KEY", `${privateKey},`, "PEM text"],
    ["VONAGE_PRIVATE_KEY", `${privateKey},no key`, "PEM text"],
    ["DEBUG", "*", "remove it"],
    ["DEBUG", "vonage*", "remove it"],
  ])("%s is not usable when it is %j", (name, value, cure) => {
    expect(problems({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is not usable: .*${cure}`)),
    ]);
  });

  test("No message repeats a value: they end in logs", () => {
    const secret = "hunter2";
    for (const name of Object.keys(cures)) {
      expect(problems({ [name]: secret }).join()).toContain(name);
      expect(problems({ [name]: secret }).join()).not.toContain(secret);
    }
  });
});

test("Switches that are empty are as good as left out", () => {
  const empty = {
    BRAND: "",
    DATABASE_PREPARE: "",
    DATABASE_MAX_CONNECTIONS: "",
    DATABASE_STATEMENT_SECONDS: "",
    DEBUG: "",
    VONAGE_API_HOST: "",
  };
  expect(parse(empty)).toEqual(parse());
});

test("Optional variables are taken as given", () => {
  const given = {
    BRAND: "Ada & Söhne",
    DATABASE_URL: "postgresql://db.example.org/x",
    DATABASE_PREPARE: "1",
    DATABASE_MAX_CONNECTIONS: "100",
    DATABASE_STATEMENT_SECONDS: "10",
    CLIENT_ADDRESS_HEADER: "x-real-ip",
  };
  expect(parse(given)).toMatchObject({
    brand: "Ada & Söhne",
    databaseUrl: "postgresql://db.example.org/x",
    databasePrepare: true,
    databaseMaxConnections: 100,
    databaseStatementSeconds: 10,
    clientAddressHeader: "x-real-ip",
  });
});

test("The names of headers have no case", () => {
  expect(parse({ CLIENT_ADDRESS_HEADER: "X-Real-IP" }).clientAddressHeader).toBe("x-real-ip");
});

describe("Plain http", () => {
  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://127.8.9.10", "http://[::1]:3000"])(
    "%s is this machine: allowed, without secure cookies",
    (address) => {
      expect(parse({ APP_URL: address })).toMatchObject({ secure: false, origins: [address] });
    },
  );

  test.each([
    ["http://127.0.0.1:4000", true],
    ["http://localhost:4000", true],
    ["https://localhost:4000", true],
    ["https://api.nexmo.com", false],
    ["https://api-eu.vonage.com", false],
    ["https://localhost.evil.example", false],
  ])("With the provider at %s, numbers for drama are accepted: %s", (host, simulated) => {
    expect(parse({ VONAGE_API_HOST: host })).toMatchObject({
      simulated,
      verify: { vonage: { apiHost: host } },
    });
  });

  test("Slashes at the end of the provider's address fall away", () => {
    const { vonage } = parse({ VONAGE_API_HOST: "https://api.nexmo.com//" }).verify;
    expect(vonage?.apiHost).toBe("https://api.nexmo.com");
  });
});

test.each(["AUTH_SECRET", "PASSWORD_PEPPERS"] as const)("%s may hold several, newest first", (name) => {
  const [one, two] = ["1".repeat(32), "2".repeat(40)];
  const { authSecrets, passwordPeppers } = parse({ [name]: `${one}, ${two}` });
  expect(name === "AUTH_SECRET" ? authSecrets : passwordPeppers).toEqual([one, two]);
});

test("CRON_SECRET is taken whole, as Vercel presents it, and entry by entry", () => {
  const [one, two] = ["1".repeat(32), "2".repeat(40)];
  expect(parse().cronSecrets).toEqual([]);
  expect(parse({ CRON_SECRET: one }).cronSecrets).toEqual([one]);
  expect(parse({ CRON_SECRET: `${one},${two}` }).cronSecrets).toEqual([`${one},${two}`, one, two]);
});

test("The key that Next encrypts with is checked before a build is made with it", () => {
  for (const bytes of [16, 24, 32])
    parse({ NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: Buffer.alloc(bytes, 7).toString("base64") });
});

test("While VONAGE_PRIVATE_KEY is changed it holds two", () => {
  const other = Buffer.from(privateKey).toString("base64");
  const { verify } = parse({ VONAGE_PRIVATE_KEY: `${privateKey.replace(/\n/g, "\\n")},${other}` });
  expect(verify.vonage?.privateKeys).toEqual([privateKey, privateKey]);
});

test.each([
  ["with line breaks", privateKey],
  ["with \\n written out", privateKey.replace(/\n/g, "\\n")],
  ["in base64", Buffer.from(privateKey).toString("base64")],
])("The private key is read %s", (_, value) => {
  expect(parse({ VONAGE_PRIVATE_KEY: value }).verify.vonage?.privateKeys).toEqual([privateKey]);
});
