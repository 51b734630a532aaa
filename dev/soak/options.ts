import { parseArgs } from "node:util";
import { wholeNumber } from "../whole-number";

export interface Options {
  minutes: number;
  seed: number;
  /** How many people do something at the same time. */
  people: number;
}

/** `npm run soak -- [--minutes 5] [--seed 1] [--people 6]` */
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
    minutes: wholeNumber("minutes", values.minutes, 24 * 60),
    seed: wholeNumber("seed", values.seed, 2 ** 32 - 1),
    people: wholeNumber("people", values.people, 50),
  };
}
