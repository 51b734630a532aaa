import type { JobCounts, JobRun } from "@/db/queries/jobs";

/** "expiredRows" as people read it: "expired rows". */
const plain = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const count = new Intl.NumberFormat("en-GB");

/** What a run has done: the numbers that are not zero. */
export function countWords(counts: JobCounts): string {
  const done = Object.entries(counts).filter(([, value]) => typeof value === "number" && value !== 0);
  if (done.length === 0) return "There was nothing to do";
  return done.map(([name, value]) => `${plain(name)}: ${count.format(Number(value))}`).join(", ");
}

/** How a run ended, in a few words. */
export function outcomeWords({ outcome, error, seconds }: JobRun): string {
  switch (outcome) {
    case "done":
      return `Done in ${Math.max(1, Math.round(seconds ?? 0))} s`;
    case "failed":
      return `Failed${error ? `: ${error}` : ""}`;
    case "lost":
      return "Did not end: its instance is gone";
    case "running":
      return "Under way";
  }
}
