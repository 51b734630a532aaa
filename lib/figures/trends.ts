import "server-only";

import type { DayFigure, Figures } from "@/db/queries/figures";
import { count, dayText, lastDays, money, roundUp } from "./numbers";
import type { TrendPicture } from "./pictures";
import { wayNames } from "./words";

type Line = TrendPicture["series"][number];

const mostLines = 5;

function sumsByDay(rows: readonly DayFigure[], days: readonly string[], of: "count" | "total"): number[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.day, (sums.get(row.day) ?? 0) + row[of]);
  return days.map((day) => sums.get(day) ?? 0);
}

const line = (label: string, values: readonly number[], write: (value: number) => string): Line => ({
  label,
  values,
  shown: values.map(write),
});

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function trend(
  about: Pick<TrendPicture, "id" | "title" | "note">,
  days: readonly string[],
  series: readonly Line[],
  write: (value: number) => string,
): TrendPicture {
  const most = roundUp(Math.max(0, ...series.flatMap(({ values }) => values)));
  return { ...about, days: days.map(dayText), series, most, mostShown: write(most) };
}

/** The ways that most logins took, and all others together. */
function loginLines(rows: readonly DayFigure[], days: readonly string[]): Line[] {
  const sessions = rows.filter(({ name }) => name === "session");
  const ways = [...new Set(sessions.map(({ channel }) => channel))]
    .map((way) => ({
      way,
      values: sumsByDay(
        sessions.filter(({ channel }) => channel === way),
        days,
        "count",
      ),
    }))
    .sort((a, b) => total(b.values) - total(a.values));
  const shown = ways.slice(0, mostLines - 1);
  const others = ways.slice(mostLines - 1);
  const rest = days.map((_, day) => total(others.map(({ values }) => values[day] ?? 0)));
  return [
    ...shown.map(({ way, values }) => line(wayNames[way] ?? way, values, count)),
    ...(others.length > 0 ? [line("Other ways", rest, count)] : []),
  ];
}

export function trendsOf({ days: rows, today }: Figures, period: number, currency: string): TrendPicture[] {
  const days = lastDays(today, period);
  const named = (name: string) => rows.filter((row) => row.name === name);
  const counted = (label: string, name: string) => line(label, sumsByDay(named(name), days, "count"), count);
  const cost = sumsByDay(
    named("cost").filter((row) => row.currency === currency),
    days,
    "total",
  );
  const sessions = sumsByDay(named("session"), days, "count");
  const inMoney = (value: number) => money(value, currency);
  const each = cost.map((spent, day) => ((sessions[day] ?? 0) > 0 ? spent / (sessions[day] ?? 1) : 0));
  return [
    trend(
      {
        id: "logins",
        title: "Logins",
        note: "Sessions that were opened on each day, by the second step that was passed.",
      },
      days,
      loginLines(rows, days),
      count,
    ),
    trend(
      {
        id: "refused",
        title: "What went wrong",
        note: "Wrong passwords, and wrong answers at the second step.",
      },
      days,
      [counted("Passwords", "password.wrong"), counted("Second steps", "factor.wrong")],
      count,
    ),
    trend(
      { id: "signups", title: "Sign-ups", note: "Begun, with a proved phone, and ended in an account." },
      days,
      [
        counted("Begun", "signup.begun"),
        counted("Phone proved", "signup.proved"),
        counted("Account", "signup.account"),
      ],
      count,
    ),
    trend(
      {
        id: "cost",
        title: "Cost of messages",
        note: `What was paid for messages on each day, in ${currency}; estimated until the provider has told.`,
      },
      days,
      [line("All messages", cost, inMoney)],
      inMoney,
    ),
    trend(
      {
        id: "each",
        title: "Cost of a login",
        note: `The same, divided by the logins of the day, in ${currency}.`,
      },
      days,
      [line("For each login", each, inMoney)],
      inMoney,
    ),
  ];
}
