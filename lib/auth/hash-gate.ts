import "server-only";

import { policy } from "../policy";

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

/**
 * Lets a few hashes run and a bounded number wait. More threads would stall the event loop instead of hashing
 * faster, and an unbounded queue would let one flood take everybody down.
 */
export async function hashGate<T>(work: () => Promise<T>): Promise<T> {
  if (running >= maxConcurrentHashes) {
    if (waiting.length >= maxQueuedHashes) throw new Overloaded();
    await new Promise<void>((resume) => waiting.push(resume));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** For actions: a full queue is an answer like any other there. */
export async function unlessOverloaded<T>(work: Promise<T>): Promise<T | { kind: "busy" }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Overloaded) return { kind: "busy" };
    throw error;
  }
}
