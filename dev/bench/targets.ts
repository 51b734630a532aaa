/** What the application promises; everything here is measured in one run, beside its reference. */
export const limits = {
  posts: 2,
  statements: 9,
  providerCalls: 2,
  loginScriptKilobytes: 13,
  cpuRatio: 1.4,
} as const;

export interface Verdict {
  what: string;
  value: number;
  limit: number;
  unit: string;
}

export const isMet = ({ value, limit }: Verdict): boolean => value <= limit;
