import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Options } from "./options";
import type { Verdict } from "./outside";
import type { Record } from "./record";
import { directory } from "./stage";

export interface Findings {
  options: Options;
  summary: ReturnType<Record["summary"]>;
  people: { begun: number; accounts: number; deleted: number; unclear: number };
  answersLost: number;
  memory: readonly { instance: string; first: number; most: number; last: number }[];
  verdicts: readonly Verdict[];
}

const shown = 5;

const countsOf = (counts: { readonly [name: string]: number }): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");

function timesOf(name: string, times: Findings["summary"]["outsideFaults"]): string {
  return `  ${name.padEnd(16)} ${String(times.presses).padStart(6)} presses, p50 ${times.p50 ?? "–"} ms, p95 ${times.p95 ?? "–"} ms, slowest ${times.slowest ?? "–"} ms`;
}

export const isWhole = ({ verdicts }: Findings): boolean =>
  verdicts.every(({ offenders }) => offenders.length === 0);

/** One page for the terminal. */
export function pageOf(findings: Findings): string {
  const { options, summary, people, memory, verdicts, answersLost } = findings;
  const width = Math.max(...Object.keys(summary.traffic).map((name) => name.length));
  return [
    `Soak: ${options.minutes} min, ${options.people} people at once, seed ${options.seed}`,
    "",
    "Traffic",
    ...Object.entries(summary.traffic).map(
      ([errand, seen]) => `  ${errand.padEnd(width)}  ${countsOf(seen)}`,
    ),
    "",
    "Faults",
    ...Object.entries(summary.faults).map(([name, count]) => `  ${String(count).padStart(3)} × ${name}`),
    `  ${answersLost} answers to COMMIT were lost`,
    "",
    "Times of a press (its page and its form)",
    timesOf("outside faults", summary.outsideFaults),
    timesOf("during faults", summary.duringFaults),
    "",
    `People: ${people.begun} began, ${people.accounts} have an account, ${people.deleted} deleted theirs, ${people.unclear} do not know`,
    ...memory.map(
      ({ instance, first, most, last }) => `Memory of ${instance}: ${first} → ${last} MB, most ${most} MB`,
    ),
    "",
    "What must hold",
    ...verdicts.flatMap(({ sentence, offenders }) => [
      `  ${offenders.length === 0 ? "holds " : "BROKEN"} ${sentence}${offenders.length === 0 ? "" : `: ${offenders.length}`}`,
      ...offenders.slice(0, shown).map((one) => `           ${one.slice(0, 200)}`),
    ]),
  ].join("\n");
}

export function writeReport(findings: Findings): string {
  const file = path.join(directory, "report.json");
  writeFileSync(file, `${JSON.stringify(findings, null, 2)}\n`);
  return file;
}
