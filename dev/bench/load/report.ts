import { cpus } from "node:os";
import type { Climb, LoadFigures, Measured } from "../load";
import { quantile } from "../statistics";
import { fixed, type Row, table } from "../table";
import { limits, type Verdict } from "../targets";

const percent = (share: number): string => `${fixed(share * 100, 0)} %`;
const ms = (value: number): string => (Number.isFinite(value) ? fixed(value, 0) : "–");
const errorsOf = ({ wave }: Measured): number => [...wave.errors.values()].reduce((sum, n) => sum + n, 0);

function waveRow(measured: Measured): Row {
  const { name, wave, machine, texts } = measured;
  return [
    name,
    wave.perSecond,
    wave.planned,
    wave.whole.length,
    wave.shed,
    errorsOf(measured),
    ...[0.5, 0.95, 0.99].map((share) => ms(quantile(wave.whole, share))),
    Number.isFinite(texts) ? fixed(texts, 2) : "–",
    ms(machine.cpuPerLogin),
    percent(machine.application),
    percent(machine.bench),
    percent(machine.machine),
    ms(machine.delay.p99),
  ];
}

const waveTable = (waves: readonly Measured[]): string =>
  table(
    `Whole logins, from the moment that was planned to the page behind them (ms); ${cpus().length} cores for everything`,
    [
      [
        "",
        "per s",
        "planned",
        "in",
        "shed",
        "errors",
        "p50",
        "p95",
        "p99",
        "texts",
        "CPU ms",
        "application",
        "bench",
        "machine",
        "loop p99",
      ],
      ...waves.map(waveRow),
    ],
  );

const stepTable = ({ name, wave }: Measured): string =>
  table(`Each request in ms, ${name.toLowerCase()} (${wave.perSecond} logins a second)`, [
    ["step", "answers", "p50", "p95", "p99"],
    ...[...wave.steps].map(
      ([step, values]): Row => [
        step,
        values.length,
        ...[0.5, 0.95, 0.99].map((share) => ms(quantile(values, share))),
      ],
    ),
  ]);

const errorLines = (waves: readonly Measured[]): string[] =>
  waves.flatMap(({ name, wave }) => [...wave.errors].map(([kind, count]) => `  ${name}: ${count} × ${kind}`));

const rateOf = ({ highest }: Climb): string => (highest === undefined ? "less than one" : String(highest));

export function loadVerdicts({ options, steady, own, bare, after }: LoadFigures): Verdict[] {
  const share = (100 * (errorsOf(steady) + steady.wave.shed)) / steady.wave.planned;
  const rate = `at ${options.perSecond} logins a second`;
  return [
    {
      what: `p95 of a whole login ${rate}`,
      value: quantile(steady.wave.whole, 0.95),
      limit: limits.loadP95Ms,
      unit: " ms",
    },
    {
      what: `Logins that failed or were shed ${rate}`,
      value: share,
      limit: limits.loadErrorPercent,
      unit: " %",
    },
    { what: `Texts per login ${rate}`, value: steady.texts, limit: 1, unit: "" },
    {
      what: "Logins a second that a bare application with the same hash carries, against those carried here",
      value: (bare.highest ?? Number.NaN) / (own.highest ?? 0),
      limit: limits.loadRatio,
      unit: "×",
    },
    {
      what: "p95 of a whole login five seconds after the flood",
      value: quantile(after.wave.whole, 0.95),
      limit: limits.loadP95Ms,
      unit: " ms",
    },
  ];
}

export function loadReport(figures: LoadFigures): string {
  const { options, steady, own, bare, flood, after, hash } = figures;
  const waves = [steady, ...own.waves, flood, after, ...bare.waves];
  return [
    waveTable(waves),
    stepTable(steady),
    stepTable(flood),
    `\n${options.instances} processes. Logins a second that were carried: ${rateOf(own)}; by a bare application with the same hash, ${rateOf(bare)}.`,
    `One hash takes ${fixed(hash)} ms of CPU on this machine.`,
    ...errorLines(waves),
    "",
  ].join("\n");
}
