import "server-only";

import { performance } from "node:perf_hooks";
import { policy } from "./policy";

/** Set by proxy.ts on the requests that are to be put off; what a client sends under this name is taken away there. */
export const SHED_HEADER = "x-countersign-shed";

type Watch = { busyFor: number; atWork: number; timer: NodeJS.Timeout };

/** On globalThis: the proxy, the actions and what runs at start are bundled apart, and are one process. */
const kept = globalThis as typeof globalThis & { countersignWatch?: Watch };

/** Counts for how many samples in a row the event loop has had no time to rest; what is asleep or frozen rests. */
export function watchLoad(): void {
  if (kept.countersignWatch) return;
  const { sampleMs, busyShare } = policy.load;
  let before = performance.eventLoopUtilization();
  const watch: Watch = {
    busyFor: 0,
    atWork: 0,
    timer: setInterval(() => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      watch.busyFor = utilization >= busyShare ? watch.busyFor + 1 : 0;
    }, sampleMs),
  };
  watch.timer.unref();
  kept.countersignWatch = watch;
}

export function stopWatching(): void {
  clearInterval(kept.countersignWatch?.timer);
  delete kept.countersignWatch;
}

/** Counts what hashes a password while it is under way: nobody can hold that open from outside, as they can a request. */
export async function atWork<T>(work: Promise<T>): Promise<T> {
  const watch = kept.countersignWatch;
  if (!watch) return work;
  watch.atWork += 1;
  try {
    return await work;
  } finally {
    watch.atWork -= 1;
  }
}

/**
 * More comes than this process can do: whatever is let in now makes everybody wait, those who are half in too. A process
 * that has just started is busy as well, with little to do. Never where nothing watches, such as on a platform that
 * starts further instances by itself.
 */
export function isOverloaded(): boolean {
  const watch = kept.countersignWatch;
  return watch !== undefined && watch.busyFor >= policy.load.samples && watch.atWork >= policy.load.atWork;
}
