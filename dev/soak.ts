import { beginLifetime } from "./lifetime";
import { readOptions } from "./soak/options";
import { isWhole, pageOf, writeReport } from "./soak/report";
import { soak } from "./soak/run";

/**
 * Mixed traffic on two instances while something breaks every ten seconds; afterwards the database, the simulator, the
 * logs and what people were told have to agree. `--minutes`, `--people`, and `--seed` to have the same choices again.
 */
export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const lifetime = beginLifetime("Stopping …");
  try {
    const findings = await soak(options, lifetime);
    const file = writeReport(findings);
    await lifetime.end();
    console.log(`\n${pageOf(findings)}\n\nAll of it: ${file}`);
    return isWhole(findings) ? 0 : 1;
  } finally {
    await lifetime.end();
  }
}
