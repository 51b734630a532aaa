import { parseArgs } from "node:util";
import type { Extent } from "./logins";

export interface Options {
  extent: Extent;
  /** Exit code 1 when a target is missed. */
  assert: boolean;
  /** Also take CPU profiles of the servers, into .data/bench. */
  profile: boolean;
}

const full: Extent = { warmUp: 60, batches: 10, batchSize: 15, longestSeconds: 150 };
const quick: Extent = { warmUp: 20, batches: 4, batchSize: 10, longestSeconds: 60 };

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean" }, assert: { type: "boolean" }, profile: { type: "boolean" } },
  });
  return {
    extent: values.quick ? quick : full,
    assert: values.assert ?? false,
    profile: values.profile ?? false,
  };
}
