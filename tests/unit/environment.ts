import { generateKeyPairSync } from "node:crypto";
import { afterEach, vi } from "vitest";

export const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

/** The least that a server of ours starts with. */
export const required = {
  APP_URL: "https://login.example.org",
  DATABASE_URL: "postgres://ada:secret@db.example.org:5432/countersign",
  AUTH_SECRET: "auth-secret-that-is-long-enough-to-be-one",
  PASSWORD_PEPPERS: "first-pepper-that-is-long-enough-to-be-one",
  VONAGE_APPLICATION_ID: "f1d2c3b4-a596-4788-9a0b-1c2d3e4f5a6b",
  VONAGE_PRIVATE_KEY: privateKey,
} as const;

/**
 * Lets modules imported from now on read this environment. The application keeps what it has read, so they have
 * to be imported anew, by `await import(…)`.
 */
export function serveWith(variables: Readonly<Record<string, string>> = {}): void {
  vi.resetModules();
  for (const [name, value] of Object.entries({ ...required, ...variables })) vi.stubEnv(name, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
});
