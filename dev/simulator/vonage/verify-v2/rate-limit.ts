import type { Reply } from "../../http/reply";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import { problem } from "./problems";

export type RateLimit = (switches: Switches) => Reply | undefined;

export function createRateLimit(timeline: Timeline): RateLimit {
  let second = 0;
  let count = 0;
  return ({ requestsPerSecond, retryAfterOn429 }) => {
    const now = Math.floor(timeline.now() / 1000);
    count = now === second ? count + 1 : 1;
    second = now;
    if (requestsPerSecond === null || count <= requestsPerSecond) return undefined;
    const reply = problem("throttled");
    return retryAfterOn429 ? { ...reply, headers: { "retry-after": "1" } } : reply;
  };
}
