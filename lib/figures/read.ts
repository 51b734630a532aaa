import "server-only";

import { keepFigures, readFigures } from "@/db/queries/figures";
import { policy } from "../policy";
import { type BreakerLine, breakersNow, budgetsNow } from "./now";
import type { BarsPicture, FiguresView } from "./pictures";
import { Sums } from "./sums";
import { figuresView } from "./view";

export const periods = [7, 30, 90] as const;

/** `days` of an address; whatever it says otherwise is a month. */
export const periodOf = (days: unknown): number => periods.find((period) => String(period) === days) ?? 30;

export async function figuresPage(
  days: number,
): Promise<Readonly<{ view: FiguresView; budgets: BarsPicture; breakers: readonly BreakerLine[] }>> {
  const figures = await readFigures(days);
  const countries = new Sums(figures.countries).most("country", "asked", 3);
  return {
    view: figuresView(figures, days),
    budgets: await budgetsNow(countries),
    breakers: await breakersNow(),
  };
}

/** What the clock's job does: see db/queries/figures.ts. */
export const keepDays = () => keepFigures(policy.figures.lateDays, policy.figures.backDays);
