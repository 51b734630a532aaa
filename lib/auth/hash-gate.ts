import "server-only";

import { atWork } from "../overload";
import { policy } from "../policy";
import { counted, watchQueue } from "../telemetry/metrics";
import { traced } from "../telemetry/trace";

/** Too many logins at once for this instance; the person is asked to try again in a moment. */
export class Overloaded extends Error {
  constructor() {
    super("The queue of password hashes is full");
    this.name = "Overloaded";
  }
}

const { maxConcurrentHashes, maxQueuedHashes } = policy.password;
const waiting: (() => void)[] = [];
let running = 0;

/** Waits for one of those that run to end, unless too many wait already. */
async function turn(): Promise<void> {
  if (waiting.length >= maxQueuedHashes) {
    counted.shed({ operation: "password.hash" });
    throw new Overloaded();
  }
  const wait = () => new Promise<void>((resume) => waiting.push(resume));
  await traced("queue", { operation: "password.queue" }, wait, () => "done");
}

/**
 * Lets a few hashes run and a bounded number wait. More threads would stall the event loop instead of hashing
 * faster, and an unbounded queue would let one flood take everybody down.
 */
export async function hashGate<T>(work: () => Promise<T>): Promise<T> {
  watchQueue(() => waiting.length);
  if (running < maxConcurrentHashes) running += 1;
  else await turn();
  try {
    return await traced("hash", { operation: "password.hash" }, work, () => "done");
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** For actions: a full queue is an answer like any other there. */
export async function unlessOverloaded<T>(work: Promise<T>): Promise<T | { kind: "busy" }> {
  try {
    return await atWork(work);
  } catch (error) {
    if (error instanceof Overloaded) return { kind: "busy" };
    throw error;
  }
}
