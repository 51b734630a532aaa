import { quantile } from "../bench/statistics";
import type { FaultName } from "./faults";

/** What became of one press of a button, as the person saw it. */
export type Seen = "went on" | "was told why not" | "was asked to wait" | "saw an error" | "heard nothing";

interface Press {
  errand: string;
  seen: Seen;
  milliseconds: number;
  during: FaultName | null;
}

/** What a person saw that must never be seen, fault or not. */
interface Contradiction {
  what: string;
  who: string;
}

export interface Record {
  press(press: Omit<Press, "during">): void;
  contradiction(what: string, who: string): void;
  /** Who was told something wrong. */
  contradictions(): readonly Contradiction[];
  begin(fault: FaultName): void;
  end(fault: FaultName): void;
  summary(): ReturnType<typeof summarise>;
}

const tally = <T>(list: readonly T[], nameOf: (one: T) => string): { [name: string]: number } => {
  const counts: { [name: string]: number } = {};
  for (const one of list) counts[nameOf(one)] = (counts[nameOf(one)] ?? 0) + 1;
  return counts;
};

function times(presses: readonly Press[]) {
  const all = presses.map(({ milliseconds }) => milliseconds);
  const at = (share: number) => (all.length === 0 ? null : Math.round(quantile(all, share)));
  return { presses: all.length, p50: at(0.5), p95: at(0.95), slowest: at(1) };
}

function summarise(presses: readonly Press[], struck: readonly FaultName[]) {
  const errands = [...new Set(presses.map(({ errand }) => errand))].sort();
  return {
    traffic: Object.fromEntries(
      errands.map((errand) => [
        errand,
        tally(
          presses.filter((one) => one.errand === errand),
          ({ seen }) => seen,
        ),
      ]),
    ),
    seen: tally(presses, ({ seen }) => seen),
    faults: tally(struck, (name) => name),
    outsideFaults: times(presses.filter(({ during }) => during === null)),
    duringFaults: times(presses.filter(({ during }) => during !== null)),
  };
}

export function startRecord(): Record {
  const presses: Press[] = [];
  const struck: FaultName[] = [];
  const contradictions: Contradiction[] = [];
  let current: FaultName | null = null;
  return {
    press: (press) => presses.push({ ...press, during: current }),
    contradiction: (what, who) => contradictions.push({ what, who }),
    contradictions: () => contradictions,
    begin(fault) {
      struck.push(fault);
      current = fault;
    },
    end() {
      current = null;
    },
    summary: () => summarise(presses, struck),
  };
}
