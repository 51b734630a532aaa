import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import type { Secrets } from "./secrets";

type Source = Readonly<Record<string, string | undefined>>;

/** Which parts are the deployer's own; the others are started here. */
export interface Services {
  databaseUrl: string | undefined;
  vonage: boolean;
}

/** What is set already wins over .env.local, and that over .env. */
export function readEnvFiles(): void {
  for (const file of [".env.local", ".env"]) if (existsSync(file)) loadEnvFile(file);
}

export function chooseServices(source: Source): Services {
  const credentials = ["VONAGE_APPLICATION_ID", "VONAGE_PRIVATE_KEY"];
  const given = credentials.filter((name) => source[name]);
  if (given.length === 1) {
    const missing = credentials.filter((name) => !source[name]);
    throw new Error(
      `${given.join()} is set and ${missing.join()} is not: set both for Vonage, neither for the simulator.`,
    );
  }
  return { databaseUrl: source.DATABASE_URL || undefined, vonage: given.length > 0 };
}

interface Addresses {
  appUrl: string;
  databaseUrl: string;
  /** Undefined where the real provider is used. */
  simulatorUrl: string | undefined;
}

/** The application's environment: what it needs and nobody gave is filled in. */
export function applicationEnvironment(
  source: Source,
  { appUrl, databaseUrl, simulatorUrl }: Addresses,
  secrets: Secrets,
  mode: "production" | "development",
): NodeJS.ProcessEnv {
  const provider = simulatorUrl && {
    VONAGE_APPLICATION_ID: secrets.applicationId,
    VONAGE_PRIVATE_KEY: secrets.privateKey,
    VONAGE_API_HOST: simulatorUrl,
  };
  return {
    ...source,
    NODE_ENV: mode,
    AUTH_SECRET: source.AUTH_SECRET || secrets.authSecret,
    PASSWORD_PEPPERS: source.PASSWORD_PEPPERS || secrets.passwordPepper,
    ...provider,
    APP_URL: appUrl,
    DATABASE_URL: databaseUrl,
    // A pulled .env.local says VERCEL=1, which would make the application trust headers that nobody here sets.
    VERCEL: "",
    // The application refuses to start with it: it makes libraries print keys and codes.
    DEBUG: "",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}
