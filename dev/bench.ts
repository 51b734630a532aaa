import { measure } from "./bench/measure";
import { readOptions } from "./bench/options";
import { report, verdictsOf } from "./bench/report";
import { setStage } from "./bench/stage";
import { isMet } from "./bench/targets";
import { beginLifetime } from "./lifetime";
import { seconds } from "./progress";

/**
 * Measures what a login costs: production builds on the loopback address, beside an empty and a bare application
 * that are built in the same run. `--quick` measures less, `--assert` makes a missed target an error, `--profile` also
 * keeps CPU profiles of the servers.
 */
export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const from = Date.now();
  const lifetime = beginLifetime("Stopping …");
  try {
    const figures = await measure(await setStage(lifetime), options, lifetime);
    await lifetime.end();
    console.log(`${report(figures)}\nMeasured in ${seconds(from)}.`);
    return options.assert && !verdictsOf(figures).every(isMet) ? 1 : 0;
  } finally {
    await lifetime.end();
  }
}
