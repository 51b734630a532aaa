import type { Journey } from "./journeys";
import type { Meter } from "./meter";
import type { Person } from "./people";

export interface Contender {
  journey: Journey;
  meter: Meter;
  people: Iterator<Person, never>;
}

/** The name of the sum of all steps. */
export const WHOLE = "login";

export interface LoginFigures {
  /** CPU milliseconds of the server per login, one number for each batch. */
  cpu: number[];
  /** Milliseconds of every request by step, in the order in which a login makes them. */
  latency: Map<string, number[]>;
}

export interface Extent {
  warmUp: number;
  batches: number;
  batchSize: number;
  /** No further batch begins after that long, so that a slow machine ends too. */
  longestSeconds: number;
}

async function runBatch(
  { journey, meter, people }: Contender,
  size: number,
  figures: LoginFigures,
): Promise<void> {
  const from = await meter.cpu();
  for (let login = 0; login < size; login += 1) {
    let whole = 0;
    await journey(people.next().value, (step, milliseconds) => {
      record(figures.latency, step, milliseconds);
      whole += milliseconds;
    });
    record(figures.latency, WHOLE, whole);
  }
  figures.cpu.push(((await meter.cpu()) - from) / size);
}

function record(latency: LoginFigures["latency"], step: string, milliseconds: number): void {
  const known = latency.get(step);
  if (known) known.push(milliseconds);
  else latency.set(step, [milliseconds]);
}

const blank = (): LoginFigures => ({ cpu: [], latency: new Map() });

/** Everybody warms up, then batches take turns, so that a noisy machine is noisy for all alike. */
export async function measureLogins(
  contenders: readonly Contender[],
  { warmUp, batches, batchSize, longestSeconds }: Extent,
  between: () => Promise<void>,
): Promise<LoginFigures[]> {
  for (const contender of contenders) await runBatch(contender, warmUp, blank());
  const all = contenders.map((contender) => ({ contender, figures: blank() }));
  const until = Date.now() + longestSeconds * 1000;
  for (let batch = 0; batch < batches && (batch < 2 || Date.now() < until); batch += 1) {
    for (const { contender, figures } of all) await runBatch(contender, batchSize, figures);
    await between();
  }
  return all.map(({ figures }) => figures);
}
