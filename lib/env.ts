import "server-only";

import { z } from "zod";
import { type ApprovalSettings, approvalPart } from "./approvals/settings";
import { type NoticeSettings, noticePart } from "./notices/settings";
import { type SendSettings, sendingPart } from "./sending/settings";
import { problemsOf, readPart, type Source, webAddress } from "./settings";
import { type TelemetrySettings, telemetryPart } from "./telemetry/settings";
import { type VerifySettings, verifyPart } from "./verify/settings";

/**
 * The one reader of process.env. Parsed at first use, not at import: the build needs no secrets.
 * `instrumentation.ts` calls it at start, so a wrong configuration never serves a page.
 */
export type Env = Readonly<{
  appUrl: URL;
  /** Origins that our own forms may be posted from: the address above and, on Vercel, this deployment's. */
  origins: readonly string[];
  secure: boolean;
  brand: string;
  databaseUrl: string;
  databasePrepare: boolean;
  databaseMaxConnections: number;
  /** What a statement may take, the wait for a connection included. */
  databaseStatementSeconds: number;
  /** Newest first; the first one signs, all of them verify. */
  authSecrets: readonly [string, ...string[]];
  passwordPeppers: readonly [string, ...string[]];
  verify: VerifySettings;
  sending: SendSettings;
  notices: NoticeSettings;
  approvals: ApprovalSettings;
  telemetry: TelemetrySettings;
  /** True when the first provider's host is on this machine: numbers reserved for fiction are then accepted. */
  simulated: boolean;
  /** Whether a login by phone with an unknown number leads to an account of its own. */
  signupByPhone: boolean;
  /** How long a browser may be trusted to need no second step; null: no browser is. */
  trustedBrowserDays: number | null;
  clientAddressHeader: string | null;
  placeHeaders: boolean;
  /** What the platform's clock may present, one of these; without any no job runs. */
  cronSecrets: readonly string[];
}>;

export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Countersign cannot start:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "ConfigurationError";
  }
}

const secrets = z
  .string()
  .transform((value) => value.split(",").map((secret) => secret.trim()))
  .refine((list): list is [string, ...string[]] => list.length > 0 && list.every((one) => one.length >= 32));

const cures: Record<string, string> = {
  APP_URL: "the address people open, such as https://login.example.org (http only for localhost)",
  BRAND: "1 to 18 characters without / { } : $; it names you in every text",
  DATABASE_URL: "a PostgreSQL address, such as postgres://user:password@host:5432/name",
  DATABASE_PREPARE: "1 when the connection pooler keeps prepared statements, otherwise leave it out",
  DATABASE_MAX_CONNECTIONS: "a whole number from 1 to 100",
  DATABASE_STATEMENT_SECONDS: "a whole number from 1 to 60",
  AUTH_SECRET: "at least 32 characters; make one with: openssl rand -base64 32",
  PASSWORD_PEPPERS: "at least 32 characters; make one with: openssl rand -base64 32. Never lose it",
  SIGNUP_BY_PHONE: "1 to let people sign up with a phone number alone, otherwise leave it out",
  TRUSTED_BROWSER_DAYS:
    "a whole number from 1 to 30 to let people skip the second step in browsers of theirs, otherwise leave it out",
  CLIENT_ADDRESS_HEADER: "the header in which your proxy passes on the visitor's address",
  CRON_SECRET: "at least 32 characters; make one with: openssl rand -hex 32",
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "base64 of 32 bytes; make one with: openssl rand -base64 32",
  DEBUG: "remove it: libraries print keys and codes when it is set",
};

const schema = z.object({
  APP_URL: webAddress,
  BRAND: z
    .string()
    .trim()
    .regex(/^[^/{}:$\p{Cc}]{1,18}$/u)
    .default("Countersign"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_PREPARE: z.enum(["0", "1"]).default("0"),
  DATABASE_MAX_CONNECTIONS: z.coerce.number().int().min(1).max(100).default(5),
  DATABASE_STATEMENT_SECONDS: z.coerce.number().int().min(1).max(60).default(3),
  AUTH_SECRET: secrets,
  PASSWORD_PEPPERS: secrets,
  SIGNUP_BY_PHONE: z.enum(["0", "1"]).default("0"),
  TRUSTED_BROWSER_DAYS: z
    .string()
    .regex(/^([1-9]|[12]\d|30)$/)
    .transform(Number)
    .optional(),
  CLIENT_ADDRESS_HEADER: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+$/)
    .optional(),
  CRON_SECRET: z
    .string()
    .regex(/^[\x21-\x2b\x2d-\x7e]{32,}(,[\x21-\x2b\x2d-\x7e]{32,})*$/)
    // Vercel presents the variable as it stands, a list as well.
    .transform((value) => [...new Set([value, ...value.split(",")])])
    .default([]),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z
    .string()
    .refine((value) => [16, 24, 32].includes(Buffer.from(value, "base64").length))
    .optional(),
  DEBUG: z.literal("").optional(),
});

/** On Vercel the address is known without being told. */
export function withPlatformDefaults(source: Source): Source {
  const { VERCEL_PROJECT_PRODUCTION_URL: production, VERCEL_URL: deployment, VERCEL_ENV: stage } = source;
  const host = stage === "production" ? production : deployment;
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  return host ? { APP_URL: `https://${host}`, ...filled } : filled;
}

export function parseEnv(given: Source): Env {
  const source = withPlatformDefaults(given);
  const parsed = schema.safeParse(source);
  const verify = readPart(verifyPart, source);
  const sending = readPart(sendingPart, source);
  const notices = readPart(noticePart, source);
  const approvals = readPart(approvalPart, source);
  const telemetry = readPart(telemetryPart, source);
  const parts = [verify, sending, notices, approvals, telemetry].flatMap(({ problems }) => problems);
  if (
    !parsed.success ||
    !verify.settings ||
    !sending.settings ||
    !notices.settings ||
    !approvals.settings ||
    !telemetry.settings
  ) {
    const core = parsed.success ? [] : problemsOf(parsed.error, source, cures);
    throw new ConfigurationError([...core, ...parts]);
  }
  const value = parsed.data;
  const appUrl = new URL(value.APP_URL);
  const onVercel = source.VERCEL === "1";
  const deployments = [source.VERCEL_URL, source.VERCEL_BRANCH_URL].filter((host) => host !== undefined);
  return {
    appUrl,
    origins: [appUrl.origin, ...(onVercel ? deployments.map((host) => `https://${host}`) : [])],
    secure: appUrl.protocol === "https:",
    brand: value.BRAND,
    databaseUrl: value.DATABASE_URL,
    databasePrepare: value.DATABASE_PREPARE === "1",
    databaseMaxConnections: value.DATABASE_MAX_CONNECTIONS,
    databaseStatementSeconds: value.DATABASE_STATEMENT_SECONDS,
    authSecrets: value.AUTH_SECRET,
    passwordPeppers: value.PASSWORD_PEPPERS,
    verify: verify.settings,
    sending: sending.settings,
    notices: notices.settings,
    approvals: approvals.settings,
    telemetry: telemetry.settings,
    simulated: verify.settings.simulated,
    signupByPhone: value.SIGNUP_BY_PHONE === "1",
    trustedBrowserDays: value.TRUSTED_BROWSER_DAYS ?? null,
    clientAddressHeader: value.CLIENT_ADDRESS_HEADER ?? (onVercel ? "x-vercel-forwarded-for" : null),
    placeHeaders: onVercel,
    cronSecrets: value.CRON_SECRET,
  };
}

/** As it is given, right or wrong: for what looks at the configuration itself. */
export const givenEnvironment = (): Source => process.env;

let current: Env | undefined;

export function env(): Env {
  current ??= parseEnv(process.env);
  return current;
}

/** There a process that ends is started again at once, for every request. */
export const onVercel = process.env.VERCEL === "1";

/** "production" for what people use; decides only about development conveniences such as eval in the CSP. */
export const isDevelopment = process.env.NODE_ENV === "development";
