import "server-only";

import { type Swept, sweep } from "@/db/queries/sweep";
import { log } from "./log";
import { policy } from "./policy";

const MOST_ROUNDS = 50;

/** Sweeps in batches until nothing is left, or until it has done enough for one call. */
export async function sweepAll(): Promise<Swept> {
  const total = { logins: 0, signups: 0, sessions: 0, throttles: 0 };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const swept = await sweep(policy.retention, policy.session[1].absoluteSeconds);
    total.logins += swept.logins;
    total.signups += swept.signups;
    total.sessions += swept.sessions;
    total.throttles += swept.throttles;
    if (Object.values(swept).every((count) => count === 0)) break;
  }
  log("info", "cron.sweep", total);
  return total;
}
