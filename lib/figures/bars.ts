import "server-only";

import { count, countryName, money, percent, quantile, seconds, shareOf } from "./numbers";
import type { BarsPicture } from "./pictures";
import type { Sums } from "./sums";
import { channelNames } from "./words";

type Bar = BarsPicture["bars"][number];

const mostCountries = 10;
/** Below this a healthy site is not: most PINs that go out are entered. */
const leastConversion = 0.4;
/** Of fewer messages a share says nothing. */
export const leastMessages = 20;

const byPassword = ["pin", "approval", "authenticator", "passkey", "recovery"];

function funnel(sums: Sums): BarsPicture {
  const right = sums.count({ name: "password.right" });
  const inside = byPassword.reduce((sum, channel) => sum + sums.count({ name: "session", channel }), 0);
  const step = (label: string, value: number): Bar => ({
    label,
    share: Math.min(1, shareOf(value, right) ?? 0),
    value: count(value),
    cells: [count(value), percent(shareOf(value, right))],
  });
  return {
    id: "funnel",
    title: "From password to session",
    note: "Of the passwords that were right, how many ended in a session: whoever is lost here had no second factor at hand, or was not the owner.",
    columns: ["Step", "Number", "Of right passwords"],
    bars:
      right > 0 ? [step("Right passwords", right), step("Second step passed, session opened", inside)] : [],
    empty: "No password was right in this time.",
  };
}

function conversionBar(label: string, sums: Sums, of: { country: string } | { channel: string }): Bar {
  const name = "country" in of ? "asked" : "message";
  const sent = sums.count({ ...of, name });
  const now = sums.conversion(of);
  const before = sums.conversion({ ...of, period: "before" });
  return {
    label,
    share: now ?? 0,
    mark: before,
    value: `${percent(now)} of ${count(sent)}`,
    cells: [count(sent), percent(now), percent(before)],
    attention: sent >= leastMessages && (now ?? 1) < leastConversion,
  };
}

const conversionColumns = (first: string) => [first, "Messages", "PIN entered", "The time before"];

function conversions(sums: Sums): BarsPicture[] {
  const note = "How many of the messages that went out had their PIN entered. The stroke is the time before.";
  const empty = "No message went out in this time.";
  return [
    {
      id: "countries",
      title: "Conversion by country",
      note,
      empty,
      columns: conversionColumns("Country"),
      bars: sums
        .most("country", "asked", mostCountries)
        .map((country) => conversionBar(countryName(country), sums, { country })),
    },
    {
      id: "channels",
      title: "Conversion by channel",
      note,
      empty,
      columns: conversionColumns("Channel"),
      bars: sums
        .most("channel", "message")
        .map((channel) => conversionBar(channelNames[channel] ?? channel, sums, { channel })),
    },
  ];
}

function costs(sums: Sums, currency: string): BarsPicture {
  const all = sums.money({ name: "cost", currency });
  const bars = sums.most("country", "asked", mostCountries).flatMap((country): Bar[] => {
    const spent = sums.money({ name: "cost", currency, country });
    const used = sums.count({ name: "asked.used", country });
    const each = used > 0 ? money(spent / used, currency) : "–";
    return [
      {
        label: countryName(country),
        share: shareOf(spent, all) ?? 0,
        value: `${money(spent, currency)}, ${each} each`,
        cells: [money(spent, currency), percent(shareOf(spent, all)), each],
      },
    ];
  });
  return {
    id: "costs",
    title: "Cost by country",
    note: "What messages cost, and what one cost whose PIN was entered: unused ones are paid for too.",
    columns: ["Country", "Cost", "Of all", "For each PIN entered"],
    bars: bars.sort((a, b) => b.share - a.share),
    empty: "Nothing was paid in this time.",
  };
}

/** Time to arrive; the bar is the median, on a scale of a minute. */
function deliveryBar(label: string, arrived: ReadonlyMap<number, number>): Bar[] {
  const [half, most] = [quantile(arrived, 0.5), quantile(arrived, 0.95)];
  if (half === null) return [];
  const all = [...arrived.values()].reduce((sum, number) => sum + number, 0);
  return [
    {
      label,
      share: Math.min(1, half / 60),
      mark: Math.min(1, (most ?? 0) / 60),
      value: `${seconds(half)}, 95 % in ${seconds(most)}`,
      cells: [count(all), seconds(half), seconds(most)],
      attention: all >= leastMessages && half > 30,
    },
  ];
}

function deliveries(sums: Sums): BarsPicture[] {
  const note =
    "From asking for the message to the provider’s word that it arrived: half were faster than the bar, 95 in a hundred faster than the stroke. The whole width is a minute.";
  const empty = "The provider has told of no delivery in this time.";
  const columns = (first: string) => [first, "Delivered", "Half within", "95 % within"];
  return [
    {
      id: "delivery-channels",
      title: "Delivery time by channel",
      note,
      empty,
      columns: columns("Channel"),
      bars: sums
        .most("channel", "message")
        .flatMap((channel) => deliveryBar(channelNames[channel] ?? channel, sums.arrived({ channel }))),
    },
    {
      id: "delivery-countries",
      title: "Delivery time by country",
      note,
      empty,
      columns: columns("Country"),
      bars: sums
        .most("country", "asked", mostCountries)
        .flatMap((country) => deliveryBar(countryName(country), sums.arrived({ country }))),
    },
  ];
}

export const barsOf = (sums: Sums, currency: string): BarsPicture[] => [
  funnel(sums),
  ...conversions(sums),
  costs(sums, currency),
  ...deliveries(sums),
];
