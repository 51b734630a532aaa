import type { HistoryRow } from "@/db/queries/history";
import { readDetails } from "../notices/details";

type Sentence = string | ((row: HistoryRow) => string);

/** The account that it was done to, as whoever did it reads it later. */
function whose({ details }: HistoryRow): string {
  const { username } = readDetails(details);
  return username ? `the account ${username}` : "an account that is gone";
}

/** Two sentences: for the account that it was done to, and for the administrator who did it. */
const done =
  (suffered: string, did: (account: string) => string): Sentence =>
  (row) =>
    row.acted ? did(whose(row)) : suffered;

const searches: Readonly<Record<string, string>> = {
  all: "the list of all accounts",
  text: "accounts by a name or an address",
  number: "an account by a phone number",
};

function searched({ outcome, details }: HistoryRow): string {
  const { newEnding } = readDetails(details);
  const what = searches[outcome] ?? "accounts";
  return `Looked for ${what}${newEnding ? ` ending in ${newEnding}` : ""}`;
}

/** What the events of the administration mean, to the owner of an account and to administrators. */
export const adminHistoryWords = {
  "admin.role": {
    given: "The account was given the role of an administrator",
    taken: "The role of an administrator was taken from the account",
    other: "The role of the account was looked after",
  },
  "admin.searched": { other: searched },
  "admin.viewed": {
    other: done("An administrator looked at this account", (account) => `Looked at ${account}`),
  },
  "admin.examined": { other: "Ran the doctor over the deployment" },
  "admin.session": {
    other: done("An administrator ended a session", (account) => `Ended a session of ${account}`),
  },
  "admin.sessions": {
    other: done("An administrator ended all sessions", (account) => `Ended all sessions of ${account}`),
  },
  "admin.disabled": {
    other: done("An administrator disabled this account", (account) => `Disabled ${account}`),
  },
  "admin.enabled": {
    other: done("An administrator enabled this account again", (account) => `Enabled ${account} again`),
  },
  "admin.reset": {
    other: done(
      "An administrator had the link to choose a new password mailed",
      (account) => `Had the link to choose a new password mailed to ${account}`,
    ),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Sentence>> & { other: Sentence }>>;
