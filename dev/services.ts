import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import type { Secrets } from "./secrets";

type Source = Readonly<Record<string, string | undefined>>;

/** Which parts are the deployer's own; the others are started here. */
export interface Services {
  databaseUrl: string | undefined;
  /** The provider that sends for real; undefined where messages are simulated. */
  provider: "vonage" | "telnyx" | undefined;
}

/** What is set already wins over .env.local, and that over .env. */
export function readEnvFiles(): void {
  for (const file of [".env.local", ".env"]) if (existsSync(file)) loadEnvFile(file);
}

const own =
  /^(VERCEL|VERIFY_|VONAGE|TELNYX_|VAPID_|PUSH_SERVICE_URL|SMTP_URL|MAIL_FROM|NOTICE_TEXTS|SIGNUP_BY_PHONE|TRUSTED_BROWSER_DAYS|ALLOWED_COUNTRIES|SEND_LIMITS|ALERT_URL|AUTH_|NEXTAUTH_|PASSWORD_PEPPERS|DATABASE_|APP_URL|BRAND|CLIENT_ADDRESS_HEADER|REQUEST_ID_HEADER|OTEL_|CRON_SECRET)/;

/** What somebody has set for a deployment of their own has no place in a test. */
export const withoutOwnSettings = (source: Source): Source =>
  Object.fromEntries(Object.entries(source).filter(([name]) => !own.test(name)));

/**
 * With a simulator everybody has a number of the one block that is reserved for fiction, tries much and leaves much
 * unfinished. The limits by number, account and address stay as they are.
 */
const purposes = ["signup", "login", "phone", "confirm"];
const simulatedLimits = purposes
  .flatMap((purpose) => ["prefix", "country", "total"].map((scope) => `${purpose}.${scope}`))
  .flatMap((limit) => [`${limit}.hour=1000000`, `${limit}.day=1000000`])
  .concat(purposes.map((purpose) => `${purpose}.conversion=0`))
  .join();

const simulatedSender = "Countersign <no-reply@countersign.example>";

const credentials = {
  vonage: ["VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY"],
  telnyx: ["TELNYX_API_KEY"],
} as const;

export function chooseServices(source: Source): Services {
  const provider = source.VERIFY_PROVIDER === "telnyx" ? "telnyx" : "vonage";
  const names = credentials[provider];
  const given = names.filter((name) => source[name]);
  if (given.length > 0 && given.length < names.length) {
    const missing = names.filter((name) => !source[name]);
    throw new Error(
      `${given.join()} is set and ${missing.join()} is not: set both for Vonage, neither for the simulator.`,
    );
  }
  return { databaseUrl: source.DATABASE_URL || undefined, provider: given.length > 0 ? provider : undefined };
}

interface Addresses {
  appUrl: string;
  databaseUrl: string;
  /** Undefined where the real provider is used. */
  simulatorUrl: string | undefined;
  /** The simulated mail server's; undefined where there is none. */
  smtpUrl: string | undefined;
}

/** The application's environment: what it needs and nobody gave is filled in. */
export function applicationEnvironment(
  source: Source,
  { appUrl, databaseUrl, simulatorUrl, smtpUrl }: Addresses,
  secrets: Secrets,
  mode: "production" | "development",
): NodeJS.ProcessEnv {
  const provider = simulatorUrl && {
    VONAGE_APPLICATION_ID: secrets.applicationId,
    VONAGE_PRIVATE_KEY: secrets.privateKey,
    VONAGE_API_HOST: simulatorUrl,
    VONAGE_API_KEY: secrets.vonageApiKey,
    VONAGE_SIGNATURE_SECRET: secrets.vonageSignatureSecret,
    SEND_LIMITS: source.SEND_LIMITS || simulatedLimits,
    TELNYX_API_KEY: secrets.telnyxApiKey,
    TELNYX_API_HOST: simulatorUrl,
    TELNYX_FROM: "+447700900000",
    TELNYX_PUBLIC_KEY: secrets.telnyxPublicKey,
  };
  // Somebody who names a mail server of their own wants their mails sent for real, as they have set it up.
  const mail = !source.SMTP_URL &&
    smtpUrl && { SMTP_URL: smtpUrl, MAIL_FROM: source.MAIL_FROM || simulatedSender };
  // Browsers reach their own push services only with a network; here phones subscribe at the simulated one.
  const push = !source.VAPID_PUBLIC_KEY &&
    simulatorUrl && {
      VAPID_PUBLIC_KEY: secrets.vapidPublicKey,
      VAPID_PRIVATE_KEY: secrets.vapidPrivateKey,
      VAPID_SUBJECT: "mailto:no-reply@countersign.example",
      PUSH_SERVICE_URL: simulatorUrl,
    };
  // The embedded database is spoken to directly; what stands before somebody's own, nobody here knows.
  const embedded = !source.DATABASE_URL && { DATABASE_PREPARE: source.DATABASE_PREPARE || "1" };
  return {
    ...source,
    NODE_ENV: mode,
    AUTH_SECRET: source.AUTH_SECRET || secrets.authSecret,
    PASSWORD_PEPPERS: source.PASSWORD_PEPPERS || secrets.passwordPepper,
    ...provider,
    ...mail,
    ...push,
    ...embedded,
    APP_URL: appUrl,
    DATABASE_URL: databaseUrl,
    // A pulled .env.local says VERCEL=1, which would make the application trust headers that nobody here sets.
    VERCEL: "",
    // The application refuses to start with it: it makes libraries print keys and codes.
    DEBUG: "",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
