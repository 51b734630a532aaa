import { compareCpu } from "./cpu";
import { type LoginFigures, WHOLE } from "./logins";
import type { Figures } from "./measure";
import { median, quantile } from "./statistics";
import { fixed, type Row, table } from "./table";
import { limits, type Verdict } from "./targets";

/** Thousands of bytes, as networks and design.md count them. */
const kilobytes = (bytes: number): number => bytes / 1000;

function scriptTable({ scripts: { empty, pages } }: Figures): string {
  return table("JavaScript in kB as sent, until the page is at rest", [
    ["page", "first load", "above empty", "ratio", "at the first touch"],
    ["an empty page", fixed(kilobytes(empty)), "", "", ""],
    ...pages.map(({ path, firstLoad, firstTouch }) => [
      path,
      fixed(kilobytes(firstLoad)),
      `+${fixed(kilobytes(firstLoad - empty))}`,
      fixed(firstLoad / empty, 2),
      firstTouch > 0 ? `+${fixed(kilobytes(firstTouch))}` : "",
    ]),
  ]);
}

function countTable({ counts, bareCounts }: Figures): string {
  const row = (name: string, { posts, statements, providerCalls }: Figures["counts"]): Row => [
    name,
    posts,
    statements,
    providerCalls,
  ];
  return table("One login takes", [
    ["", "posts", "SQL statements", "provider calls"],
    row("Countersign", counts),
    row("bare application", { ...bareCounts, providerCalls: 0 }),
    [
      "ratio",
      fixed(counts.posts / bareCounts.posts, 2),
      fixed(counts.statements / bareCounts.statements, 2),
      "",
    ],
  ]);
}

function cpuTable({ logins, hashes }: Figures): string {
  const size = logins[0]?.application.latency.get(WHOLE)?.length ?? 0;
  return table(
    `Server CPU in ms per login, medians of ${hashes.length} batches (${size} logins for each row and application)`,
    [
      ["browser", "Countersign", "its hash alone", "without the hash", "bare application", "ratio"],
      ...logins.map(({ driven, application, bare }) => {
        const cpu = compareCpu(application, bare, hashes);
        const rest = cpu.application - cpu.hash;
        return [
          driven,
          fixed(cpu.application),
          fixed(cpu.hash),
          fixed(rest),
          fixed(cpu.bare),
          fixed(cpu.ratio, 2),
        ];
      }),
    ],
  );
}

function toldTable({ counts, logins, told }: Figures): string {
  const untold = logins[0]?.application.cpu ?? [];
  const more = told.logins.cpu.map((used, batch) => used - (untold[batch] ?? Number.NaN));
  return table("What the provider's callbacks about one login add, after it", [
    ["SQL statements", "server CPU in ms"],
    [told.counts.statements - counts.statements, fixed(median(more))],
  ]);
}

function latencyTable(driven: string, application: LoginFigures, bare: LoginFigures): string {
  const rows = ({ latency }: LoginFigures, prefix: string): Row[] =>
    [...latency].map(([name, values]) => [
      `${prefix} ${name}`,
      ...[0.5, 0.95, 0.99].map((share) => fixed(quantile(values, share))),
    ]);
  return table(`Latency in ms, browser ${driven}`, [
    ["step", "p50", "p95", "p99"],
    ...rows(application, "Countersign"),
    ...rows(bare, "bare       "),
  ]);
}

export function verdictsOf({ counts, scripts, logins, hashes }: Figures): Verdict[] {
  const login = scripts.pages.find(({ path }) => path === "/login");
  const above = kilobytes((login?.firstLoad ?? Number.NaN) - scripts.empty);
  return [
    { what: "Posts per login", value: counts.posts, limit: limits.posts, unit: "" },
    { what: "SQL statements per login", value: counts.statements, limit: limits.statements, unit: "" },
    { what: "Provider calls per login", value: counts.providerCalls, limit: limits.providerCalls, unit: "" },
    {
      what: "JavaScript on /login above an empty page",
      value: above,
      limit: limits.loginScriptKilobytes,
      unit: " kB",
    },
    ...logins.map(({ driven, application, bare }) => ({
      what: `CPU per login less the hash, against the bare application, ${driven}`,
      value: compareCpu(application, bare, hashes).ratio,
      limit: limits.cpuRatio,
      unit: "×",
    })),
  ];
}

/** All tables. */
export function report(figures: Figures): string {
  return [
    countTable(figures),
    scriptTable(figures),
    cpuTable(figures),
    toldTable(figures),
    ...figures.logins.map(({ driven, application, bare }) => latencyTable(driven, application, bare)),
    `\nA browser's requests for one login: ${figures.browserRequests.join(", ")}`,
    "",
  ].join("\n");
}
