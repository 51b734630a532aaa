import { setTimeout as delay } from "node:timers/promises";
import { ensureBuild } from "../build";
import type { Lifetime } from "../lifetime";
import { step } from "../progress";
import { startMeasuredPostgres } from "./database";
import { expectPath } from "./journeys";
import { createGauge, type Gauge, type Reading } from "./load/gauge";
import { type Login, runWave, Shed, type Wave } from "./load/traffic";
import { everybody, password, pinFor } from "./people";
import type { Server } from "./server";
import { type Applications, startApplications } from "./stage";
import { quantile } from "./statistics";
import { limits } from "./targets";
import { Answered, createVisitor } from "./visitor";

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
  /** Messages that went out for each login that was asked for one. */
  texts: number;
}

export interface LoadFigures {
  options: LoadOptions;
  steady: Measured;
  /** Ever more, up to the first wave that was too much. */
  ramp: Measured[];
  flood: Measured;
  /** Right after the flood. */
  after: Measured;
}

const rampSeconds = 10;
const rampFactor = 1.25;
const mostRamps = 8;
const floodSeconds = 20;

const BUSY = "Many people are logging in just now";

/** Everybody logs in far more often within this hour than people do. */
const raised = ["number", "account", "address", "prefix", "country", "total"].flatMap((scope) =>
  ["hour", "day"].map((window) => `login.${scope}.${window}=1000000`),
);
const settings = { SEND_LIMITS: [...raised, "login.conversion=0"].join() };

/** One login after another by the next of the servers, of the next person; without JavaScript. */
function logins({ simulator, servers }: Applications): Login {
  const people = everybody();
  let turn = 0;
  return async (clock) => {
    const who = people.next().value;
    const server = servers[turn++ % servers.length] ?? servers[0];
    const visitor = createVisitor(servers[0].origin, clock, server.origin);
    try {
      const typed = { identifier: who.identifier, password };
      const html = await visitor.submit(await visitor.open("/login"), typed);
      if (html.includes(BUSY)) throw new Shed();
      expectPath(visitor, "/login/pin");
      await visitor.submit(html, { pin: pinFor(who, simulator) });
      expectPath(visitor, "/account");
    } catch (error) {
      throw error instanceof Answered && error.status === 503 && error.retryAfter ? new Shed() : error;
    }
  };
}

/** Whether it was carried: nearly all within the time, and next to none with an error. */
export function carried({ wave }: Measured): boolean {
  const errors = [...wave.errors.values()].reduce((sum, count) => sum + count, wave.shed);
  return (
    quantile(wave.whole, 0.95) <= limits.loadP95Ms && errors <= (wave.planned * limits.loadErrorPercent) / 100
  );
}

function measurer(applications: Applications, gauge: Gauge) {
  const login = logins(applications);
  const texts = () => applications.simulator.control.outbox().length;
  const asked = (wave: Wave) => wave.steps.get("GET /login/pin")?.length ?? 0;
  let seed = 1;
  return (name: string, perSecond: number, seconds: number): Promise<Measured> =>
    step(`${name}: ${perSecond} logins a second for ${seconds} s`, async () => {
      const before = texts();
      await gauge.begin();
      const wave = await runWave(perSecond, seconds, seed++, login);
      const machine = await gauge.end(wave.whole.length);
      return { name, wave, machine, texts: (texts() - before) / asked(wave) };
    });
}

async function climb(
  run: ReturnType<typeof measurer>,
  from: number,
  first: Measured,
): Promise<{ ramp: Measured[]; highest: number }> {
  const ramp: Measured[] = [];
  let highest = carried(first) ? from : from / rampFactor;
  for (let rate = from * rampFactor; ramp.length < mostRamps; rate *= rampFactor) {
    const perSecond = Math.round(rate);
    const measured = await run("More", perSecond, rampSeconds);
    ramp.push(measured);
    if (!carried(measured)) break;
    highest = perSecond;
    await delay(1000);
  }
  return { ramp, highest };
}

export async function measureLoad(options: LoadOptions, lifetime: Lifetime): Promise<LoadFigures> {
  await ensureBuild(lifetime.defer);
  const applications = await step("Starting the application, PostgreSQL and the simulator", async () => {
    const database = await startMeasuredPostgres(lifetime);
    return startApplications(database, lifetime, { others: options.instances - 1, settings });
  });
  const servers: readonly Server[] = applications.servers;
  const run = measurer(applications, createGauge(servers.map(({ meter }) => meter)));
  await run("Warming up", Math.max(1, Math.round(options.perSecond / 2)), 10);
  const steady = await run("Steady", options.perSecond, options.seconds);
  const { ramp, highest } = await climb(run, options.perSecond, steady);
  await delay(3000);
  const flood = await run("Flood", Math.round(highest * 3), floodSeconds);
  await delay(5000);
  const after = await run("After the flood", Math.max(1, Math.round(highest / 2)), rampSeconds);
  return { options, steady, ramp, flood, after };
}
