import "server-only";

import { claimDueStops } from "@/db/queries/next-step";
import { settleChallenges } from "@/db/queries/settle";
import { type Swept, sweep } from "@/db/queries/sweep";
import { stop } from "./challenges/next";
import { log } from "./log";
import { type Delivered, deliverNotices } from "./notices/deliver";
import { policy } from "./policy";
import type { Providers } from "./verify/provider";
import { verifyProviders } from "./verify/registry";

const MOST_ROUNDS = 50;

type Counts = Record<keyof Swept | keyof Delivered | "starts" | "codes" | "stops", number>;

/** Ends what was to be ended at the provider; the pages do so themselves while somebody looks at them. */
async function stopDue(providers: Providers): Promise<number> {
  const due = await claimDueStops();
  for (const claimed of due) await stop(claimed, providers);
  return due.length;
}

async function round(): Promise<Omit<Counts, keyof Delivered | "stops">> {
  const settled = await settleChallenges(policy.settlePendingSeconds);
  return { ...settled, ...(await sweep(policy.retention, policy.session[1].absoluteSeconds)) };
}

/**
 * Sends the notices that are due, then settles and sweeps in batches until nothing is left, or until it has done enough
 * for one call.
 */
export async function sweepAll(providers: Providers = verifyProviders()): Promise<Counts> {
  const total: Counts = {
    stops: await stopDue(providers),
    ...(await deliverNotices(providers)),
    starts: 0,
    codes: 0,
    logins: 0,
    signups: 0,
    confirmations: 0,
    sessions: 0,
    throttles: 0,
    events: 0,
    deliveries: 0,
    sends: 0,
    alerts: 0,
    notices: 0,
    browsers: 0,
    phoneChanges: 0,
    approvals: 0,
    enrolments: 0,
    factorEnrolments: 0,
    trustedBrowsers: 0,
    recoveryCodes: 0,
    recoveries: 0,
    jobRuns: 0,
  };
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const swept = Object.entries(await round());
    for (const [name, count] of swept) total[name as keyof Counts] += count;
    if (swept.every(([, count]) => count === 0)) break;
  }
  log("info", "cron.sweep", total);
  return total;
}
