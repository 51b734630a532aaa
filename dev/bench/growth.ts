import { readFileSync } from "node:fs";
import postgres from "postgres";
import { ensureBuild } from "../build";
import type { Lifetime } from "../lifetime";
import { step } from "../progress";
import { startMeasuredPostgres, type Work } from "./database";
import { plainJourney } from "./journeys";
import { everybody, type Person, pinFor } from "./people";
import { type Applications, databases, startApplications } from "./stage";

export interface GrowthOptions {
  /** Users at the end; every size before has a tenth of the next. */
  most: number;
  assert: boolean;
}

/** What the database did for a login, with so many users in it. */
export interface Size {
  users: number;
  bytes: number;
  login: Work;
  /** Opening what an owner looks at: the account and its history. */
  account: Work;
  /** One run of the daily sweep that finds little to do. */
  sweep: Work;
}

export interface GrowthFigures {
  sizes: Size[];
}

const smallest = 1000;
const batch = 100_000;
const warmUp = 30;
const measured = 60;
const cronSecret = "the-bench-calls-the-sweep-by-itself-with-this";
const crowd = readFileSync(new URL("./growth/crowd.sql", import.meta.url), "utf8");

export function sizesUpTo(most: number): number[] {
  const sizes: number[] = [];
  for (let users = smallest; users <= most; users *= 10) sizes.push(users);
  return sizes;
}

/** Batches, as one statement for a million would write gigabytes before its first index page. */
async function addCrowd(sql: postgres.Sql, from: number, to: number): Promise<void> {
  for (let first = from + 1; first <= to; first += batch) {
    const last = Math.min(to, first + batch - 1);
    await sql.unsafe(crowd.replaceAll(":from", String(first)).replaceAll(":to", String(last)));
  }
  await sql.unsafe("vacuum analyze");
  await sql.unsafe("checkpoint");
}

interface Actions {
  login(): Promise<void>;
  account(): Promise<void>;
  sweep(): Promise<void>;
}

function actionsOf({ servers: [application], simulator }: Applications): Actions {
  const people = everybody();
  const login = plainJourney({
    origin: application.origin,
    form: "/login",
    pinPage: "/login/pin",
    pinOf: (who: Person) => pinFor(who, simulator),
  });
  let latest: Awaited<ReturnType<typeof login>> | undefined;
  return {
    login: async () => {
      latest = await login(people.next().value);
    },
    account: async () => {
      await latest?.open("/account");
      await latest?.open("/account/history");
    },
    sweep: async () => {
      const headers = { authorization: `Bearer ${cronSecret}` };
      const response = await fetch(`${application.origin}/api/cron/sweep`, { headers });
      if (!response.ok) throw new Error(`The sweep was answered with ${response.status}.`);
      await response.arrayBuffer();
    },
  };
}

export async function measureGrowth({ most }: GrowthOptions, lifetime: Lifetime): Promise<GrowthFigures> {
  await ensureBuild(lifetime.defer);
  const database = await startMeasuredPostgres(lifetime);
  const settings = { CRON_SECRET: cronSecret };
  const applications = await startApplications(database, lifetime, { others: 0, settings });
  const sql = postgres(applications.databaseUrl, { max: 1, onnotice: () => {} });
  lifetime.defer(() => sql.end());
  const actions = actionsOf(applications);

  const timed = async (times: number, action: () => Promise<void>): Promise<Work> => {
    await database.forget();
    for (let run = 0; run < times; run += 1) await action();
    return database.work(databases.application, times);
  };

  const sizes: Size[] = [];
  let there = smallest;
  for (const users of sizesUpTo(most)) {
    const size = await step(`With ${users.toLocaleString("en-GB")} users`, async (): Promise<Size> => {
      await addCrowd(sql, there === users ? 0 : there, users);
      there = users;
      // What has piled up is swept first, so that the measured sweep is one of every day.
      await actions.sweep();
      for (let run = 0; run < warmUp; run += 1) await actions.login();
      const login = await timed(measured, actions.login);
      const account = await timed(measured, actions.account);
      const sweep = await timed(1, actions.sweep);
      const [row] = await sql<{ bytes: string }[]>`select pg_database_size(current_database()) as bytes`;
      return { users, bytes: Number(row?.bytes ?? 0), login, account, sweep };
    });
    sizes.push(size);
  }
  return { sizes };
}
