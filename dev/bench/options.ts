import { parseArgs } from "node:util";
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

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1 on.`);
  return value;
}

/** What was asked for: one login by itself, many at a time (`load`), or ever more users (`growth`). */
export function readOptions(args: readonly string[]): Mode {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: "boolean" },
      assert: { type: "boolean" },
      profile: { type: "boolean" },
      rate: { type: "string" },
      seconds: { type: "string" },
      instances: { type: "string" },
      users: { type: "string" },
    },
  });
  const { assert = false, profile = false } = values;
  const [mode = "login", ...more] = positionals;
  if (more.length > 0) throw new Error(`The bench does one thing at a time: ${positionals.join(", ")}.`);
  switch (mode) {
    case "login":
      return { mode, options: { extent: values.quick ? quick : full, assert, profile } };
    case "load": {
      const perSecond = whole("rate", values.rate, 20);
      const seconds = whole("seconds", values.seconds, values.quick ? 20 : 60);
      const instances = whole("instances", values.instances, 2);
      return { mode, options: { perSecond, seconds, instances, assert } };
    }
    case "growth":
      return { mode, options: { most: whole("users", values.users, 100_000), assert } };
    default:
      throw new Error(`The bench knows no "${mode}": say nothing, load or growth.`);
  }
}
