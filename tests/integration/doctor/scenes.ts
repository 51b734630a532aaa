import type { Result } from "@/lib/doctor/check";
import { examine } from "@/lib/doctor/doctor";
import { readSettings } from "@/lib/doctor/settings";
import { jobStates } from "@/lib/jobs";
import { testDatabase } from "../../support/database";
import { openDeployment } from "../../support/deployment";

process.env.CRON_SECRET = "Zk3x9QwLm7TrYb2VnPc8HsDf5GjAe1Uo";

/** A deployment with this very configuration. A test file mocks `connection` of "next/server": there is none where Next does not serve. */
export const site = new URL(await openDeployment());

const { sql } = await testDatabase();
const names = (await jobStates()).map(({ name }) => name);
// The platform's clock has called every job.
await sql`
  insert into job_runs (name, expires_at, ended_at, outcome)
  select name, now(), now(), 'done' from unnest(${names}::text[]) name`;

export const look = (changes: Readonly<Record<string, string | undefined>> = {}, at: URL = site) =>
  examine(readSettings({ ...process.env, ...changes }), at);

/** What was found about one thing, as `verdict: what is told`. */
export const only = (results: readonly Result[], matter: string, title: string) =>
  results
    .filter((result) => result.matter === matter && result.title === title)
    .map(({ verdict, told }) => `${verdict}: ${told}`);

export const named = (results: readonly Result[], verdict: Result["verdict"]) =>
  results.filter((result) => result.verdict === verdict).map(({ matter, title }) => `${matter}: ${title}`);
