import type { Switches } from "../switches";
import type { Timeline } from "../timeline";

/** Undefined lets the request through; otherwise the headers of the refusal. */
export type RateLimit = (switches: Switches) => Record<string, string> | undefined;

export function createRateLimit(timeline: Timeline): RateLimit {
  let second = 0;
  let count = 0;
  return ({ requestsPerSecond, retryAfterOn429 }) => {
    const now = Math.floor(timeline.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (requestsPerSecond === null || count <= requestsPerSecond) return undefined;
    return retryAfterOn429 ? { "retry-after": "1" } : {};
  };
}
