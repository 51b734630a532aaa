import { setTimeout as delay } from "node:timers/promises";
import type { Lifetime } from "../lifetime";
import { type Random, seeded } from "../random";
import { schedule, strike } from "./faults";
import { invariants, offenders } from "./invariants";
import type { Options } from "./options";
import { outsideVerdicts, type Verdict } from "./outside";
import { type Record, startRecord } from "./record";
import type { Findings } from "./report";
import { logDirectory, type Stage, setStage } from "./stage";
import { type Population, populate } from "./traffic";

const everyMs = 10_000;
const quietMs = 5_000;
const mostMemory = 700;

/** One fault every ten seconds, for one to five. */
async function breakThings(stage: Stage, record: Record, random: Random, until: number): Promise<void> {
  const names = schedule(random);
  for (let next = Date.now() + everyMs / 2; next < until; next += everyMs) {
    await delay(Math.max(0, next - Date.now()));
    const name = names.next().value;
    const milliseconds = 1_000 + random.below(4_000);
    record.begin(name);
    await strike(name, stage, milliseconds, random);
    record.end(name);
  }
}

/** Of every instance, each five seconds, until it is stopped. */
function watchMemory({ instances }: Stage) {
  const samples = instances.map(({ name }) => ({ name, megabytes: [] as number[] }));
  const look = () => {
    instances.forEach((instance, index) => {
      const now = instance.memory();
      if (now !== undefined) samples[index]?.megabytes.push(now);
    });
  };
  const timer = setInterval(look, 5_000);
  look();
  return () => {
    clearInterval(timer);
    return samples.map(({ name, megabytes }) => ({
      instance: name,
      first: megabytes[0] ?? 0,
      most: Math.max(0, ...megabytes),
      last: megabytes.at(-1) ?? 0,
    }));
  };
}

async function databaseVerdicts({ sql }: Stage): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const invariant of invariants) {
    const rows = await offenders(sql, invariant);
    verdicts.push({ sentence: invariant.sentence, offenders: rows.map((row) => JSON.stringify(row)) });
  }
  return verdicts;
}

/** Callbacks arrive, notices go out, and the sweep settles what was left half done. */
async function settle({ simulator, appUrl, cronSecret }: Stage): Promise<void> {
  simulator.control.clearFaults();
  await delay(quietMs);
  await simulator.control.callbacksSettled();
  const headers = { authorization: `Bearer ${cronSecret}` };
  const answer = await fetch(`${appUrl}/api/cron/sweep`, { headers });
  if (!answer.ok) throw new Error(`The sweep afterwards was answered with ${answer.status}.`);
}

const peopleIn = ({ everybody }: Population) => {
  const are = (...states: readonly string[]) =>
    everybody.filter((one) => states.includes(one.account)).length;
  return {
    begun: everybody.length,
    accounts: are("yes"),
    deleted: are("deleted"),
    unclear: are("perhaps", "perhaps deleted"),
  };
};

export async function soak(options: Options, lifetime: Lifetime): Promise<Findings> {
  const stage = await setStage(lifetime);
  const record = startRecord();
  const random = seeded(options.seed);
  const population = populate(stage, record, random.fork("people"));
  const memoryOf = watchMemory(stage);
  const until = Date.now() + options.minutes * 60_000;
  const progress = setInterval(() => {
    const { outsideFaults, duringFaults } = record.summary();
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    console.log(`  ${outsideFaults.presses + duringFaults.presses} presses so far, ${left} s left`);
  }, 30_000);
  try {
    await Promise.all([
      population.live(options.people, until),
      breakThings(stage, record, random.fork("faults"), until),
    ]);
  } finally {
    clearInterval(progress);
  }
  await settle(stage);
  const summary = record.summary();
  const memory = memoryOf();
  const crashed = stage.instances.filter((instance) => instance.crashes() > 0);
  const verdicts = [
    ...(await databaseVerdicts(stage)),
    ...(await outsideVerdicts(stage, record, population.everybody, logDirectory)),
    { sentence: "No instance ended by itself", offenders: crashed.map(({ name }) => name) },
    {
      sentence: `No instance takes more than ${mostMemory} MB`,
      offenders: memory
        .filter(({ most }) => most > mostMemory)
        .map(({ instance, most }) => `${instance}: ${most} MB`),
    },
  ];
  return {
    options,
    summary,
    people: peopleIn(population),
    answersLost: stage.line.answersLost(),
    memory,
    verdicts,
  };
}
