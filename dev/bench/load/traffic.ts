import { setTimeout as delay } from "node:timers/promises";
import { Answered } from "../visitor";
import { arrivals } from "./arrivals";

/** One login from the empty form to the page behind it; `clock` gets every request. */
export type Login = (clock: (step: string, milliseconds: number) => void) => Promise<void>;

/** The application answered that it has too much to do just now, which is what it should do then. */
export class Shed extends Error {}

export interface Wave {
  perSecond: number;
  planned: number;
  /** Milliseconds from the moment at which somebody came until they were in. */
  whole: number[];
  /** Milliseconds of each request, whatever came of it, by step. */
  steps: Map<string, number[]>;
  /** Logins that were told to come back, of those, with a Retry-After header. */
  shed: number;
  /** What else went wrong, by kind. */
  errors: Map<string, number>;
  /** From the first arrival until everybody was done. */
  seconds: number;
}

const longestMs = 30_000;

function noteError(wave: Wave, error: unknown): void {
  if (error instanceof Shed) {
    wave.shed += 1;
    return;
  }
  const kind =
    error instanceof Answered
      ? `${error.step} answered ${error.status}`
      : error instanceof Error
        ? error.message
        : "thrown";
  wave.errors.set(kind, (wave.errors.get(kind) ?? 0) + 1);
}

/**
 * Lets people come when they come, whatever the application makes of those before: it cannot put off those who would
 * have to wait. Time counts from the moment that was planned, not from when this process got round to it.
 */
export async function runWave(perSecond: number, seconds: number, seed: number, login: Login): Promise<Wave> {
  const moments = arrivals(perSecond, seconds, seed);
  const wave: Wave = {
    perSecond,
    planned: moments.length,
    whole: [],
    steps: new Map(),
    shed: 0,
    errors: new Map(),
    seconds: 0,
  };
  const from = performance.now();

  async function come(planned: number): Promise<void> {
    try {
      await Promise.race([
        login((step, milliseconds) => {
          const known = wave.steps.get(step);
          if (known) known.push(milliseconds);
          else wave.steps.set(step, [milliseconds]);
        }),
        delay(longestMs, undefined, { ref: false }).then(() => {
          throw new Error(`not done after ${longestMs / 1000} s`);
        }),
      ]);
      wave.whole.push(performance.now() - from - planned);
    } catch (error) {
      noteError(wave, error);
    }
  }

  const running: Promise<void>[] = [];
  for (const planned of moments) {
    const early = planned - (performance.now() - from);
    if (early > 1) await delay(early);
    running.push(come(planned));
  }
  await Promise.all(running);
  wave.seconds = (performance.now() - from) / 1000;
  return wave;
}
