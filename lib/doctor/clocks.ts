import "server-only";

import { type Check, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import { tryAsk } from "./http";
import type { Things } from "./things";

/** The same 30 seconds as authenticator apps have; Vonage's tokens and callbacks bear ten times as much. */
const MUCH_MS = 30_000;
const TOO_MUCH_MS = 300_000;

const seconds = (ms: number): string => {
  const rounded = Math.abs(ms) < 1000 ? "less than a second" : `${Math.round(Math.abs(ms) / 1000)} seconds`;
  return `${rounded} ${ms < 0 ? "behind" : "ahead of"} this machine's`;
};

function drift(whose: string, aheadMs: number, depends: string): Finding {
  const told = `${whose} is ${seconds(aheadMs)}`;
  const cure = `Set both clocks by NTP (here: timedatectl set-ntp true). On this depend: ${depends}.`;
  if (Math.abs(aheadMs) > TOO_MUCH_MS) return wrong(told, cure);
  return Math.abs(aheadMs) > MUCH_MS ? warning(told, cure) : right(told);
}

async function lookAtProvider({ settings }: Pick<Things, "settings">): Promise<readonly Finding[]> {
  const { verify } = settings;
  const host = verify?.vonage?.apiHost ?? verify?.telnyx?.apiHost;
  if (host === undefined) return [];
  const sentAt = Date.now();
  const answer = await tryAsk(host);
  const date = Date.parse(answer?.headers.get("date") ?? "");
  if (Number.isNaN(date)) return [note("the provider does not tell its time")];
  // The header has whole seconds, cut off.
  return [
    drift(
      "the provider's",
      date + 500 - (sentAt + Date.now()) / 2,
      "the tokens that we sign for it, and the age of its callbacks",
    ),
  ];
}

export const clockChecks: readonly Check<Things>[] = [
  makeCheck("Clocks", "Database", ["facts"], ({ facts }) =>
    drift(
      "the database's",
      facts.aheadMs,
      "when PINs, logins and sessions end, which the database's clock decides alone",
    ),
  ),
  makeCheck("Clocks", "Provider", ["settings"], lookAtProvider),
  makeCheck("Clocks", "Deployment", ["deployment"], ({ deployment }) =>
    drift(
      "the deployment's",
      deployment.aheadMs,
      "authenticator apps, the provider's callbacks, and answers of phones that approve",
    ),
  ),
];
