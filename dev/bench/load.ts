import { mkdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { ensureBuild } from "../build";
import type { Lifetime } from "../lifetime";
import { step } from "../progress";
import type { Simulator } from "../simulator/server";
import { startMeasuredPostgres } from "./database";
import { createHashMeter, storedHash } from "./hash";
import { createGauge, type Reading } from "./load/gauge";
import { bareLogins, ownLogins } from "./load/logins";
import { type Login, runWave, type Wave } from "./load/traffic";
import { buildReference } from "./reference";
import type { Server } from "./server";
import { startApplications, startBare } from "./stage";
import { median, quantile } from "./statistics";
import { limits } from "./targets";

export interface LoadOptions {
  perSecond: number;
  seconds: number;
  /** Processes of the application, which take turns. */
  instances: number;
  assert: boolean;
}

/** A wave, and what the machine had to do for it. */
export interface Measured {
  name: string;
  wave: Wave;
  machine: Reading;
  /** Messages that went out for each login that was asked for one; NaN where none is sent. */
  texts: number;
}

/** Waves at one rate after another, and the highest that was carried; undefined: not even the lowest. */
export interface Climb {
  waves: Measured[];
  highest: number | undefined;
}

export interface LoadFigures {
  options: LoadOptions;
  steady: Measured;
  own: Climb;
  /** The bare application with the same hash, in as many processes. */
  bare: Climb;
  flood: Measured;
  /** Right after the flood. */
  after: Measured;
  /** CPU milliseconds of one password check alone, before and after everything: how fast this machine was. */
  hash: number;
}

const waveSeconds = 10;
const factor = 1.25;
const mostWaves = 8;
const floodSeconds = 20;

/** Everybody logs in far more often within this hour than people do. */
const raised = ["number", "account", "address", "prefix", "country", "total"].flatMap((scope) =>
  ["hour", "day"].map((window) => `login.${scope}.${window}=1000000`),
);
const settings = { SEND_LIMITS: [...raised, "login.conversion=0"].join() };

/** Whether it was carried: nearly all within the time, and next to none with an error. */
function carried({ wave }: Pick<Measured, "wave">): boolean {
  const errors = [...wave.errors.values()].reduce((sum, count) => sum + count, wave.shed);
  return (
    quantile(wave.whole, 0.95) <= limits.loadP95Ms && errors <= (wave.planned * limits.loadErrorPercent) / 100
  );
}

/** Messages with a PIN that went to phones. */
const pins = ({ control }: Simulator) => control.outbox().filter(({ channel }) => channel !== "email");

type Run = (name: string, perSecond: number, seconds: number) => Promise<Measured>;

/** `texts` counts what has been sent so far. */
function measurer(servers: readonly Server[], login: Login, texts: () => number): Run {
  const gauge = createGauge(servers.map(({ meter }) => meter));
  let seed = 1;
  return (name, perSecond, seconds) =>
    step(`${name}: ${perSecond} logins a second for ${seconds} s`, async () => {
      const before = texts();
      await gauge.begin();
      const wave = await runWave(perSecond, seconds, seed++, login);
      const machine = await gauge.end(wave.whole.length);
      const asked = wave.steps.get("GET /login/pin")?.length ?? 0;
      return { name, wave, machine, texts: (texts() - before) / asked };
    });
}

/**
 * The highest rate that is carried, within a factor of 1.25: up from `start` until one is too much, or down until one is
 * not.
 */
export async function climb(
  run: (perSecond: number) => Promise<Measured>,
  start: number,
  pause: (milliseconds: number) => Promise<unknown> = delay,
): Promise<Climb> {
  const waves: Measured[] = [];
  let highest: number | undefined;
  let up = true;
  for (let rate = start; waves.length < mostWaves; rate *= up ? factor : 1 / factor) {
    const perSecond = Math.max(1, Math.round(rate));
    const measured = await run(perSecond);
    waves.push(measured);
    const fine = carried(measured);
    if (fine) highest = Math.max(perSecond, highest ?? 0);
    if (waves.length === 1) up = fine;
    else if (fine !== up) break;
    if (perSecond === 1 && !up) break;
    await pause(1000);
  }
  return { waves, highest };
}

export async function measureLoad(options: LoadOptions, lifetime: Lifetime): Promise<LoadFigures> {
  mkdirSync(".data/bench", { recursive: true });
  await ensureBuild(lifetime.defer);
  const directory = await buildReference("bare", lifetime);
  const others = options.instances - 1;
  const database = await startMeasuredPostgres(lifetime);
  const applications = await step("Starting the application, PostgreSQL and the simulator", () =>
    startApplications(database, lifetime, { others, settings }),
  );
  const hashMeter = await createHashMeter();
  const hashes = [await hashMeter()];
  const { servers, simulator } = applications;
  const run = measurer(servers, ownLogins(applications), () => pins(simulator).length);
  await run("Warming up", Math.max(1, Math.round(options.perSecond / 2)), waveSeconds);
  const steady = await run("Steady", options.perSecond, options.seconds);
  await delay(3000);
  const own = await climb((perSecond) => run("Search", perSecond, waveSeconds), options.perSecond);
  await delay(3000);
  const highest = own.highest ?? 1;
  const flood = await run("Flood", Math.round(highest * 3), floodSeconds);
  await delay(5000);
  const after = await run("After the flood", Math.max(1, Math.round(highest / 2)), waveSeconds);
  const reference = await step("Starting the bare application", async () =>
    startBare(database, directory, lifetime, { others, hash: await storedHash() }),
  );
  const runBare = measurer(reference, bareLogins(reference), () => 0);
  await runBare("Warming up the bare application", options.perSecond / 2, waveSeconds);
  const bare = await climb((perSecond) => runBare("Bare", perSecond, waveSeconds), highest);
  hashes.push(await hashMeter());
  return { options, steady, own, bare, flood, after, hash: median(hashes) };
}
