import "server-only";

import { beginRun, endRun, type JobCounts, type JobRun, readJobRuns } from "@/db/queries/jobs";
import { sealAudit } from "./audit/seal";
import { keepDays } from "./figures/read";
import { describeError, log } from "./log";
import { alertOperators } from "./notify";
import { policy } from "./policy";
import { sweepAll } from "./sweep";

type Job = Readonly<{
  title: string;
  run: () => Promise<JobCounts>;
  /** How often the platform's clock has to call it at least. */
  everySeconds: number;
}>;

/** What /api/cron/<name> runs. A new one needs an entry here and, on Vercel, a line in vercel.json. */
const jobs = {
  sweep: { title: "Send what is due, delete what is over", run: () => sweepAll(), everySeconds: 86_400 },
  seal: { title: "Seal the audit, remove what is too old", run: sealAudit, everySeconds: 86_400 },
  figures: { title: "Count the days for the owner’s pictures", run: keepDays, everySeconds: 86_400 },
} as const satisfies Readonly<Record<string, Job>>;

type JobName = keyof typeof jobs;

export const isJob = (name: string): name is JobName => Object.hasOwn(jobs, name);

type Ran =
  | Readonly<{ outcome: "done"; counts: JobCounts }>
  | Readonly<{ outcome: "running" }>
  | Readonly<{ outcome: "failed" }>;

async function failed(name: JobName, id: string, error: unknown): Promise<void> {
  const told = describeError(error);
  log("error", "job.failed", { ...told, job: name });
  await endRun(id, { counts: null, error: [told.cause, told.code].filter(Boolean).join(" ") });
  await alertOperators(`job-failed:${name}`, told);
}

/** Runs a job and records it; at the same time as another run of it, nothing. Throws where the database is away. */
export async function runJob(name: JobName): Promise<Ran> {
  const id = await beginRun(name, policy.jobs.mostSeconds);
  if (id === null) return { outcome: "running" };
  try {
    const counts = await jobs[name].run();
    await endRun(id, { counts, error: null });
    return { outcome: "done", counts };
  } catch (error) {
    await failed(name, id, error);
    return { outcome: "failed" };
  }
}

export type JobState = Readonly<{ name: string; title: string; last: JobRun | null; overdue: boolean }>;

/** All jobs, and whether they are called as often as they need: the platform's clock may be a while late. */
export async function jobStates(): Promise<JobState[]> {
  const runs = await readJobRuns(Object.keys(jobs));
  return Object.entries(jobs).map(([name, { title, everySeconds }]) => {
    const last = runs.find((run) => run.name === name) ?? null;
    const idle = last?.idleSeconds ?? Number.POSITIVE_INFINITY;
    return { name, title, last, overdue: idle > everySeconds + policy.jobs.graceSeconds };
  });
}
