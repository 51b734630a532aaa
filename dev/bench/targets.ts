/** What the application promises; everything here is measured in one run, beside its reference. */
export const limits = {
  posts: 2,
  statements: 9,
  providerCalls: 2,
  loginScriptKilobytes: 13,
  cpuRatio: 1.4,
  /** At the rate asked for, everything on one machine of two cores. */
  loadP95Ms: 800,
  loadErrorPercent: 1,
  /** What a bare Next application with the same hash carries on the same machine, against what is carried here. */
  loadRatio: 1.6,
  /** Work of the database for a login, most users against fewest. */
  growthRatio: 1.2,
  /** Trees grow a level for every few hundred times as many rows. */
  growthBuffersRatio: 1.5,
} as const;

export interface Verdict {
  what: string;
  value: number;
  limit: number;
  unit: string;
}

export const isMet = ({ value, limit }: Verdict): boolean => value <= limit;

export function verdictLine(verdict: Verdict): string {
  const { what, value, limit, unit } = verdict;
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return `${isMet(verdict) ? "met    " : "NOT MET"}  ${what}: ${shown}${unit} (limit ${limit}${unit})`;
}
