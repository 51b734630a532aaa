import "server-only";

import { requestId } from "./telemetry/request-id";
import { traceId } from "./telemetry/trace";

/** Fields of an event: no secret, no code, no full number. Use `maskNumber` for numbers. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

type Level = "info" | "warn" | "error";

/**
 * One JSON line per event; JSON escaping keeps line breaks and control characters inside the value. All lines of one
 * request have the same `request`, and the same `trace` where it is traced.
 */
export function log(level: Level, event: string, fields: LogFields = {}): void {
  const about = { request: requestId(), trace: traceId() };
  const line = JSON.stringify({ at: new Date().toISOString(), level, event, ...about, ...fields });
  (level === "error" ? process.stderr : process.stdout).write(`${line}\n`);
}

/**
 * Name and message only: errors of the provider's client carry tokens, numbers and codes. Drizzle's carry the
 * statement with its values, so the driver's own message is taken instead.
 */
export function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { cause: typeof error };
  const told = "query" in error && error.cause instanceof Error ? error.cause : error;
  return { cause: told.name, message: told.message.slice(0, 200), code: codeOf(error) };
}

/** The nearest code: Drizzle wraps the driver's error, and the statement alone explains nothing. */
export function codeOf(error: Error): string | undefined {
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.cause instanceof Error ? codeOf(error.cause) : undefined;
}

export const maskNumber = (number: string): string => `…${number.slice(-2)}`;
