import "server-only";

import type { CountryFigure } from "@/db/queries/figures";
import { shareOf } from "./numbers";

type Of = Readonly<{
  period?: CountryFigure["period"];
  name: string;
  country?: string;
  channel?: string;
  currency?: string;
}>;

const fits = (
  row: CountryFigure,
  { period = "now", country, channel, currency }: Omit<Of, "name">,
): boolean =>
  row.period === period &&
  (country === undefined || row.country === country) &&
  (channel === undefined || row.channel === channel) &&
  (currency === undefined || row.currency === currency);

/** Sums over what was counted by country and channel. */
export class Sums {
  constructor(private readonly rows: readonly CountryFigure[]) {}

  private of({ name, ...of }: Of): readonly CountryFigure[] {
    return this.rows.filter((row) => row.name === name && fits(row, of));
  }

  count(of: Of): number {
    return this.of(of).reduce((sum, { count }) => sum + count, 0);
  }

  money(of: Of): number {
    return this.of(of).reduce((sum, { total }) => sum + total, 0);
  }

  /** Messages whose PIN was entered, of all that went out: by country, or by channel. */
  conversion(of: Omit<Of, "name">): number | null {
    const name = of.channel === undefined ? "asked" : "message";
    return shareOf(this.count({ ...of, name: `${name}.used` }), this.count({ ...of, name }));
  }

  /** How many arrived within each step of seconds. */
  arrived(of: Omit<Of, "name">): ReadonlyMap<number, number> {
    const steps = new Map<number, number>();
    for (const row of this.rows) {
      const step = Number(/^arrived\.(\d+)$/.exec(row.name)?.[1]);
      if (step && fits(row, of)) steps.set(step, (steps.get(step) ?? 0) + row.count);
    }
    return steps;
  }

  /** Those with the most of `name`, most first. */
  most(
    by: "country" | "channel" | "currency",
    name: string,
    at: number = Number.POSITIVE_INFINITY,
  ): string[] {
    const sums = new Map<string, number>();
    for (const row of this.of({ name })) sums.set(row[by], (sums.get(row[by]) ?? 0) + row.count);
    return [...sums]
      .sort(([a, more], [b, less]) => less - more || a.localeCompare(b))
      .slice(0, at)
      .map(([key]) => key);
  }
}
