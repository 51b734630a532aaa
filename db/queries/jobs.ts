import "server-only";

import { sql } from "drizzle-orm";
import { db } from "../client";
import { among } from "./words";

/** What a job has done: numbers and short words by name. */
export type JobCounts = Readonly<Record<string, number | string>>;

/**
 * Begins a run unless another of the same job is under way. One that has not ended in its time holds up nobody: its
 * instance is gone. Gives the run's id, or null.
 */
export async function beginRun(name: string, mostSeconds: number): Promise<string | null> {
  const [run] = await db().execute<{ id: string }>(sql`
    with lost as (
      update job_runs set ended_at = now(), outcome = 'lost'
      where name = ${name} and ended_at is null and expires_at <= now() returning id
    )
    insert into job_runs (name, expires_at)
    select ${name}, now() + ${mostSeconds}::int * interval '1 second' from (select count(*) from lost) first
    on conflict (name) where ended_at is null do nothing
    returning id::text`);
  return run?.id ?? null;
}

/** Nothing is written about a run that was given up for lost. */
export async function endRun(
  id: string,
  { counts, error }: Readonly<{ counts: JobCounts | null; error: string | null }>,
): Promise<void> {
  await db().execute(sql`
    update job_runs set ended_at = now(), outcome = ${error === null ? "done" : "failed"},
      counts = ${counts && JSON.stringify(counts)}::jsonb, error = ${error}
    where id = ${id}::bigint and ended_at is null`);
}

/** How a job stands: its last run, and the last one that went well. Times are in milliseconds since 1970. */
export type JobRun = Readonly<{
  name: string;
  startedAt: number;
  outcome: "done" | "failed" | "lost" | "running";
  seconds: number | null;
  counts: JobCounts | null;
  error: string | null;
  doneAt: number | null;
  /** Since the last one that went well. */
  idleSeconds: number | null;
}>;

export async function readJobRuns(names: readonly string[]): Promise<JobRun[]> {
  return db().execute<JobRun>(sql`
    select last.name, (extract(epoch from last.started_at) * 1000)::float8 as "startedAt",
      case when last.ended_at is not null then last.outcome when last.expires_at <= now() then 'lost' else 'running' end
        as outcome,
      extract(epoch from last.ended_at - last.started_at)::float8 as seconds, last.counts, last.error,
      (extract(epoch from done.ended_at) * 1000)::float8 as "doneAt",
      extract(epoch from now() - done.ended_at)::float8 as "idleSeconds"
    from (select distinct name from job_runs where name in ${among(names)}) jobs
      cross join lateral (select * from job_runs where job_runs.name = jobs.name order by id desc limit 1) last
      left join lateral (
        select ended_at from job_runs where job_runs.name = jobs.name and outcome = 'done' order by id desc limit 1
      ) done on true`);
}
