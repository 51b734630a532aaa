import "server-only";

import { breakerStates, countersOf } from "@/db/queries/figures";
import { env } from "../env";
import { iso } from "../iso";
import { type SendLimit, sendPolicy } from "../sending/policy";
import { throttleKey } from "../throttle";
import { count, countryName, percent } from "./numbers";
import type { BarsPicture } from "./pictures";

const purposes = {
  login: "Logins",
  signup: "Sign-ups",
  phone: "Logins by phone alone",
  confirm: "Confirmations",
} as const;
const windows = { hour: "this hour", day: "today" } as const;

type Budget = Readonly<{ name: SendLimit; label: string; subject: string }>;

const isLimit = (name: string): name is SendLimit => Object.hasOwn(sendPolicy.limits, name);

/** What all share, and each of these countries. */
function budgets(countries: readonly string[]): Budget[] {
  const of = (scope: string, subject: string, about: string) =>
    Object.entries(purposes).flatMap(([purpose, title]) =>
      Object.entries(windows).flatMap(([window, when]): Budget[] => {
        const name = `${purpose}.${scope}.${window}`;
        return isLimit(name) ? [{ name, subject, label: `${title}${about}, ${when}` }] : [];
      }),
    );
  return [
    ...of("total", "", ""),
    ...countries.flatMap((code) => of("country", code, ` to ${countryName(code)}`)),
  ];
}

/** From this share of a budget on somebody ought to look at it. */
const nearlyUsed = 0.8;

/** What is used of the budgets that many share. Those of a country are shown from a tenth on. */
export async function budgetsNow(countries: readonly string[]): Promise<BarsPicture> {
  const { authSecrets, sending } = env();
  const all = budgets(countries).map((budget) => ({
    ...budget,
    keys: authSecrets.map((secret) => throttleKey(secret, budget.name, budget.subject)),
  }));
  const counted = await countersOf(all.flatMap(({ keys }) => keys));
  const bars = all.flatMap(({ name, label, subject, keys }) => {
    const used = Math.max(0, ...keys.map((key) => counted.get(key) ?? 0));
    const limit = sending.limits[name];
    const share = limit > 0 ? used / limit : 1;
    if (subject !== "" && share < 0.1) return [];
    return [
      {
        label,
        share,
        value: `${count(used)} of ${count(limit)}`,
        cells: [count(used), count(limit), percent(share)],
        attention: share >= nearlyUsed,
      },
    ];
  });
  return {
    id: "budgets",
    title: "Budgets used",
    note: "Messages that went out within the windows that run, of those that may. When one is used up nobody it covers gets a message until its window ends.",
    columns: ["Budget", "Used", "Of", "Share"],
    bars,
    empty: "",
  };
}

export type BreakerLine = Readonly<{ provider: string; open: boolean; text: string; since: string | null }>;

const providerNames: Readonly<Record<string, string>> = { vonage: "Vonage", telnyx: "Telnyx" };

/** Each provider that is set up, and whether it is asked just now. */
export async function breakersNow(): Promise<readonly BreakerLine[]> {
  const { verify } = env();
  const states = new Map((await breakerStates()).map((state) => [state.provider, state]));
  return [verify.provider, ...(verify.fallback ? [verify.fallback] : [])].map((name) => {
    const state = states.get(name);
    const provider = providerNames[name] ?? name;
    if (!state) return { provider, open: false, text: "is asked; nothing has failed lately.", since: null };
    const failed = `${count(state.failures)} ${state.failures === 1 ? "call" : "calls"} failed in a row`;
    return state.open
      ? {
          provider,
          open: true,
          text: `is not asked: ${failed}. It is tried again after`,
          since: state.openUntil === null ? null : iso(state.openUntil),
        }
      : { provider, open: false, text: `is asked; ${failed}, the last time at`, since: iso(state.failedAt) };
  });
}
