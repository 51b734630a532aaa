import { measureGrowth } from "./bench/growth";
import { growthReport, growthVerdicts } from "./bench/growth/report";
import { measureLoad } from "./bench/load";
import { loadReport, loadVerdicts } from "./bench/load/report";
import { measure } from "./bench/measure";
import { readOptions } from "./bench/options";
import { report, verdictsOf } from "./bench/report";
import { setStage } from "./bench/stage";
import { isMet, type Verdict, verdictLine } from "./bench/targets";
import { beginLifetime, type Lifetime } from "./lifetime";
import { seconds } from "./progress";

type Measured = Readonly<{ tables: string; verdicts: readonly Verdict[] }>;

async function measured(args: ReturnType<typeof readOptions>, lifetime: Lifetime): Promise<Measured> {
  switch (args.mode) {
    case "login": {
      const figures = await measure(await setStage(lifetime), args.options, lifetime);
      return { tables: report(figures), verdicts: verdictsOf(figures) };
    }
    case "load": {
      const figures = await measureLoad(args.options, lifetime);
      return { tables: loadReport(figures), verdicts: loadVerdicts(figures) };
    }
    case "growth": {
      const figures = await measureGrowth(args.options, lifetime);
      return { tables: growthReport(figures), verdicts: growthVerdicts(figures) };
    }
  }
}

/**
 * Measures production builds on the loopback address. By itself: what a login costs, beside an empty and a bare
 * application that are built in the same run; `--quick` measures less, `--profile` also keeps CPU profiles. `load`: many
 * logins at a time (`--rate`, `--seconds`, `--instances`). `growth`: the database's work with ever more users
 * (`--users`). `--assert` makes a missed target an error.
 */
export async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const from = Date.now();
  const lifetime = beginLifetime("Stopping …");
  try {
    const { tables, verdicts } = await measured(options, lifetime);
    await lifetime.end();
    console.log([tables, ...verdicts.map(verdictLine), `Measured in ${seconds(from)}.`].join("\n"));
    return options.options.assert && !verdicts.every(isMet) ? 1 : 0;
  } finally {
    await lifetime.end();
  }
}
