import "server-only";

import { z } from "zod";
import { neverReached, retryAfterSeconds, within } from "../network";
import type { CheckOutcome, StartOutcome } from "../provider";

/** The client ships no class we could test for: a refusal is an error with a fetch Response in it. */
const refusal = z.object({
  response: z.object({
    status: z.number(),
    headers: z.custom<Pick<Headers, "get">>((value) => hasMethod(value, "get")).optional(),
  }),
});

const problem = z.object({ invalid_parameters: z.array(z.object({ name: z.string().max(80) })) });
const readable = z.object({
  response: z.custom<Pick<Response, "json">>((value) => hasMethod(value, "json")),
});

/** Two fetch implementations are in use over the SDK's versions; both have this much. */
function hasMethod(value: unknown, name: string): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}

/** `heard`: an answer came, or the request was never on its way. `invalid`: the names of fields that a 422 refused. */
export type Failure = Readonly<{
  status: number | null;
  retryAfterSeconds: number;
  heard: boolean;
  invalid: readonly string[];
}>;

const silent = (heard: boolean): Failure => ({ status: null, retryAfterSeconds: 0, heard, invalid: [] });

/** Never logs the error itself: it holds the live token, the number and the code. */
export async function failureOf(error: unknown): Promise<Failure> {
  const refused = refusal.safeParse(error);
  if (!refused.success) return silent(neverReached(error));
  const { status, headers } = refused.data.response;
  // A success whose body cannot be read: something was accepted that we cannot check.
  if (status < 400) return silent(false);
  const wait = retryAfterSeconds(headers?.get("retry-after"));
  return {
    status,
    retryAfterSeconds: wait,
    heard: true,
    invalid: status === 422 ? await invalidNames(error) : [],
  };
}

/** A problem is small and comes with its headers, or it is not waited for. */
const PROBLEM_MS = 500;

async function invalidNames(error: unknown): Promise<readonly string[]> {
  const { data } = readable.safeParse(error);
  try {
    // The SDK's own limit ends with the headers.
    const body = problem.safeParse(await within(PROBLEM_MS, Promise.resolve(data?.response.json())));
    return body.data?.invalid_parameters.map(({ name }) => name) ?? [];
  } catch {
    return [];
  }
}

/** Names come bare or as a path ("to", "workflow[0].to"). */
const names = (invalid: readonly string[], field: string): boolean =>
  invalid.some((name) => name === field || name.endsWith(`.${field}`));

export const isInvalidNumber = ({ invalid }: Failure): boolean => names(invalid, "to");
export const refusesOwnCode = ({ invalid }: Failure): boolean =>
  invalid.length > 0 && invalid.every((name) => names([name], "code"));

export function startOutcome(failure: Failure): StartOutcome {
  switch (failure.status) {
    case 401:
    case 403:
      return { kind: "unauthorised" };
    case 402:
      return { kind: "no-credit" };
    case 409:
      return { kind: "already-pending" };
    case 412:
      return { kind: "unsupported" };
    case 422:
      // Anything but the number is a fault of our configuration, and nothing the person could mend.
      return { kind: isInvalidNumber(failure) ? "invalid-number" : "unavailable" };
    case 429:
      return { kind: "rate-limited", retryAfterSeconds: failure.retryAfterSeconds };
    default:
      return { kind: failure.heard ? "unavailable" : "unknown" };
  }
}

export function checkOutcome({ status }: Failure): CheckOutcome {
  if (status === 400) return "wrong";
  return status === 404 || status === 410 ? "closed" : "unavailable";
}
