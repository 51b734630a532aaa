import { parseArgs } from "node:util";

export interface Options {
  minutes: number;
  seed: number;
  /** How many people do something at the same time. */
  people: number;
}

const usage = "npm run soak -- [--minutes 5] [--seed 1] [--people 6]";

function whole(name: string, given: string, most: number): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} takes a whole number from 1 to ${most}.\n${usage}`);
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "5" },
      seed: { type: "string", default: String(1 + Math.floor(Math.random() * 1_000_000)) },
      people: { type: "string", default: "6" },
    },
  });
  return {
    minutes: whole("minutes", values.minutes, 24 * 60),
    seed: whole("seed", values.seed, 2 ** 32 - 1),
    people: whole("people", values.people, 50),
  };
}
