import { cpus } from "node:os";
import { carried, type LoadFigures, type Measured } from "../load";
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

export function loadVerdicts({ options, steady, after }: LoadFigures): Verdict[] {
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
      what: "p95 of a whole login five seconds after the flood",
      value: quantile(after.wave.whole, 0.95),
      limit: limits.loadP95Ms,
      unit: " ms",
    },
  ];
}

export function loadReport(figures: LoadFigures): string {
  const { options, steady, ramp, flood, after } = figures;
  const waves = [steady, ...ramp, flood, after];
  const highest = [steady, ...ramp].filter(carried).at(-1)?.wave.perSecond;
  return [
    waveTable(waves),
    stepTable(steady),
    stepTable(flood),
    `\n${options.instances} processes of the application. The most that was carried: ${highest ?? "less than"} ${highest ? "" : options.perSecond} logins a second.`,
    ...errorLines(waves),
    "",
  ].join("\n");
}
