import "server-only";

import { codeOf, describeError, log } from "./log";

/**
 * What says that the database is away, full or closed to writing, and not that a statement is wrong: SQLSTATE classes (08
 * connection, 25006 read-only, 53 resources, 57 cancelled or shutting down, 58 its own machine), and what the client and
 * the network say.
 */
const OUTAGE =
  /^(08|53|57|58)\w{3}$|^25006$|^CONNECT(ION)?_|^E(CONN|PIPE|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND)/;

export const isOutage = (error: unknown): boolean =>
  error instanceof Error && OUTAGE.test(codeOf(error) ?? "");

const RETRY_AFTER_SECONDS = 2;

/** A handler's answer, or 503 where the database is away: whoever asked comes again. */
export async function unlessAway(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!isOutage(error)) throw error;
    log("error", "request.unavailable", describeError(error));
    const headers = { "cache-control": "no-store", "retry-after": String(RETRY_AFTER_SECONDS) };
    return new Response(null, { status: 503, headers });
  }
}
