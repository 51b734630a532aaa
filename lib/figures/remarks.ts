import "server-only";

import { leastMessages } from "./bars";
import { countryName, money, percent, quantile, seconds, shareOf } from "./numbers";
import type { Remark } from "./pictures";
import type { Sums } from "./sums";

/** Points of a hundred, and share of a price, below which a change is chance. */
const points = 0.1;
const priceShare = 0.2;
const periods = ["now", "before"] as const;

function conversionRemarks(sums: Sums): Remark[] {
  return sums.most("country", "asked").flatMap((country): Remark[] => {
    if (periods.some((period) => sums.count({ period, name: "asked", country }) < leastMessages)) return [];
    const [now, before] = periods.map((period) => sums.conversion({ period, country }) ?? 0);
    if (now === undefined || before === undefined || Math.abs(now - before) < points) return [];
    const verb = now < before ? "fell" : "rose";
    return [
      {
        text: `${countryName(country)}: conversion ${verb} from ${percent(before)} to ${percent(now)}.`,
        attention: now < before,
      },
    ];
  });
}

function costRemark(sums: Sums, currency: string): Remark[] {
  const [now, before] = periods.map((period) =>
    shareOf(sums.money({ period, name: "cost", currency }), sums.count({ period, name: "session" })),
  );
  if (!now || !before || Math.abs(now / before - 1) < priceShare) return [];
  const verb = now > before ? "rose" : "fell";
  return [
    {
      text: `The cost of a login ${verb} from ${money(before, currency)} to ${money(now, currency)}.`,
      attention: now > before,
    },
  ];
}

function deliveryRemark(sums: Sums): Remark[] {
  const [now, before] = periods.map((period) => quantile(sums.arrived({ period }), 0.5));
  if (!now || !before || (now < before * 1.5 && now > before / 1.5)) return [];
  return [
    {
      text: `Half of the messages arrive within ${seconds(now)}; the time before it was ${seconds(before)}.`,
      attention: now > before,
    },
  ];
}

/** What is not as it was, in words; what got worse first. */
export const remarksOf = (sums: Sums, currency: string): Remark[] =>
  [...conversionRemarks(sums), ...costRemark(sums, currency), ...deliveryRemark(sums)].sort(
    (a, b) => Number(b.attention) - Number(a.attention),
  );
