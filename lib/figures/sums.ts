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

/** Sums over what was counted by country and channel. */
export class Sums {
  constructor(private readonly rows: readonly CountryFigure[]) {}

  private of({ period = "now", name, country, channel, currency }: Of): readonly CountryFigure[] {
    return this.rows.filter(
      (row) =>
        row.period === period &&
        row.name === name &&
        (country === undefined || row.country === country) &&
        (channel === undefined || row.channel === channel) &&
        (currency === undefined || row.currency === currency),
    );
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
    for (const { name } of this.rows) {
      const step = /^arrived\.(\d+)$/.exec(name)?.[1];
      if (step) steps.set(Number(step), this.count({ ...of, name }));
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
