import "server-only";

import type { Figures } from "@/db/queries/figures";
import { sendPolicy } from "../sending/policy";
import { barsOf } from "./bars";
import { count, money, percent, quantile, seconds, shareOf } from "./numbers";
import type { Fact, FiguresView } from "./pictures";
import { remarksOf } from "./remarks";
import { Sums } from "./sums";
import { trendsOf } from "./trends";

function factsOf(sums: Sums, currency: string): Fact[] {
  const sessions = sums.count({ name: "session" });
  const spent = sums.money({ name: "cost", currency });
  const each = shareOf(spent, sessions);
  return [
    {
      term: "Logins",
      value: count(sessions),
      note: `${count(sums.count({ name: "session", period: "before" }))} the time before`,
    },
    {
      term: "PINs entered",
      value: percent(sums.conversion({})),
      note: `of ${count(sums.count({ name: "asked" }))} messages`,
    },
    {
      term: "Messages cost",
      value: money(spent, currency),
      note: each === null ? "no login" : `${money(each, currency)} for each login`,
    },
    {
      term: "Half arrive within",
      value: seconds(quantile(sums.arrived({}), 0.5)),
      note: "by the provider’s word",
    },
  ];
}

/** Everything that the page shows. Where several currencies were paid in, the one of most messages is drawn. */
export function figuresView(figures: Figures, days: number): FiguresView {
  const sums = new Sums(figures.countries);
  const currency = sums.most("currency", "cost", 1)[0] ?? sendPolicy.prices.currency;
  return {
    days,
    empty: figures.days.length === 0,
    facts: factsOf(sums, currency),
    remarks: remarksOf(sums, currency),
    trends: trendsOf(figures, days, currency),
    bars: barsOf(sums, currency),
  };
}
