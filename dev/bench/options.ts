import { parseArgs } from "node:util";
import { wholeNumber } from "../whole-number";
import type { GrowthOptions } from "./growth";
import type { LoadOptions } from "./load";
import type { Extent } from "./logins";

export interface Options {
  extent: Extent;
  /** Exit code 1 when a target is missed. */
  assert: boolean;
  /** Also take CPU profiles of the servers, into .data/bench. */
  profile: boolean;
}

export type Mode =
  | Readonly<{ mode: "login"; options: Options }>
  | Readonly<{ mode: "load"; options: LoadOptions }>
  | Readonly<{ mode: "growth"; options: GrowthOptions }>;

const full: Extent = { warmUp: 60, batches: 10, batchSize: 15, longestSeconds: 150 };
const quick: Extent = { warmUp: 20, batches: 4, batchSize: 10, longestSeconds: 60 };
/** Nothing is refused for being large. */
const most = Number.MAX_SAFE_INTEGER;

/** What was asked for: one login by itself, many at a time (`load`), or ever more users (`growth`). */
export function readOptions(args: readonly string[]): Mode {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean" },
      assert: { type: "boolean" },
      profile: { type: "boolean" },
      rate: { type: "string", default: "20" },
      seconds: { type: "string" },
      instances: { type: "string", default: "2" },
      users: { type: "string", default: "100000" },
    },
  });
  const { assert = false, profile = false } = values;
  const [mode = "login", ...more] = positionals;
  if (more.length > 0) throw new Error(`The bench does one thing at a time: ${positionals.join(", ")}.`);
  switch (mode) {
    case "login":
      return { mode, options: { extent: values.quick ? quick : full, assert, profile } };
    case "load": {
      const perSecond = wholeNumber("rate", values.rate, most);
      const seconds = wholeNumber("seconds", values.seconds ?? (values.quick ? "20" : "60"), most);
      const instances = wholeNumber("instances", values.instances, most);
      return { mode, options: { perSecond, seconds, instances, assert } };
    }
    case "growth":
      return { mode, options: { most: wholeNumber("users", values.users, most), assert } };
    default:
      throw new Error(`The bench knows no "${mode}": say nothing, load or growth.`);
  }
}
