import { z } from "zod";
import { retryAfterSeconds } from "../network";
import type { StartOutcome } from "../provider";

/** Telnyx's errors have codes, as text. What their titles and details say may hold the number. */
const refusal = z.object({
  errors: z
    .array(
      z.object({
        code: z.coerce.string().max(12),
        source: z.object({ pointer: z.string() }).optional().catch(undefined),
      }),
    )
    .max(20),
});

type Kind = Exclude<StartOutcome["kind"], "sent" | "rate-limited">;

/** Telnyx's lists of API and messaging errors. A code says more than the status it comes with. */
const byCode = new Map<string, Kind>([
  ["10001", "invalid-number"],
  ["10002", "invalid-number"],
  ["10016", "invalid-number"],
  ["40001", "invalid-number"],
  ["40012", "invalid-number"],
  ["40310", "invalid-number"],
  // The person answered STOP to this sender, or the account does not send to that country.
  ["40300", "unsupported"],
  ["40309", "unsupported"],
  ["10009", "unauthorised"],
  ["10010", "unauthorised"],
  // Accounts on trial reach numbers of their own only.
  ["10039", "unauthorised"],
  ["20100", "no-credit"],
  // The profile's limit for the day, which comes as a 429.
  ["40333", "no-credit"],
]);

const byStatus: Readonly<Record<number, Kind>> = {
  401: "unauthorised",
  402: "no-credit",
  403: "unauthorised",
};

export type Refusal = Readonly<{ status: number; codes: readonly string[]; retryAfter: string | null }>;

/** Codes of errors; one about the sender is marked, for a bad number there is our own. */
export const codesIn = (body: unknown): readonly string[] =>
  refusal
    .safeParse(body)
    .data?.errors.map(({ code, source }) => (source?.pointer === "/from" ? `${code}:from` : code)) ?? [];

/** True for what only the deployer can mend: the request itself was not one that Telnyx takes. */
export const isOurFault = ({ status, codes }: Refusal): boolean =>
  status >= 400 &&
  status < 500 &&
  status !== 408 &&
  status !== 429 &&
  codes.every((code) => !byCode.has(code));

export function refusedOutcome({ status, codes, retryAfter }: Refusal): StartOutcome {
  const known = codes.map((code) => byCode.get(code)).find((kind) => kind !== undefined);
  if (known) return { kind: known };
  if (status === 429) return { kind: "rate-limited", retryAfterSeconds: retryAfterSeconds(retryAfter) };
  return { kind: byStatus[status] ?? "unavailable" };
}
