/** Milliseconds since the epoch. */
export type Clock = { now(): number };

export type Timeline = {
  /** Simulated time: the clock plus everything advanced so far. */
  now(): number;
  /** The clock itself, as tokens are stamped: advancing never makes a callback look too old. */
  wallNow(): number;
  at(time: number, task: () => void): () => void;
  advance(milliseconds: number): void;
  /** Runs what is due. Needed only with an injected clock that a test moves by itself. */
  settle(): void;
  clear(): void;
};

type Entry = { time: number; order: number; task: () => void };

/** With no clock given it follows real time and runs tasks by itself. */
export function createTimeline(clock?: Clock): Timeline {
  const base = clock ?? { now: () => Date.now() };
  const entries = new Set<Entry>();
  let offset = 0;
  let order = 0;
  // While tasks run, `now` is the moment at which each was due, so that what they start is on time too.
  let due: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  const now = () => due ?? base.now() + offset;

  function next(until: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of entries) {
      if (entry.time > until) continue;
      if (!first || entry.time < first.time || (entry.time === first.time && entry.order < first.order)) {
        first = entry;
      }
    }
    return first;
  }

  function arm() {
    clearTimeout(timer);
    const first = clock ? undefined : next(Number.POSITIVE_INFINITY);
    if (!first) return;
    timer = setTimeout(settle, Math.max(0, first.time - base.now() - offset));
    timer.unref();
  }

  function settle() {
    if (due !== undefined) return;
    const until = now();
    for (let entry = next(until); entry; entry = next(until)) {
      entries.delete(entry);
      due = entry.time;
      entry.task();
    }
    due = undefined;
    arm();
  }

  return {
    now,
    wallNow: () => base.now(),
    at(time, task) {
      const entry = { time, order: order++, task };
      entries.add(entry);
      if (due === undefined) arm();
      return () => entries.delete(entry);
    },
    advance(milliseconds) {
      offset += milliseconds;
      settle();
    },
    settle,
    clear() {
      entries.clear();
      clearTimeout(timer);
      offset = 0;
    },
  };
}
