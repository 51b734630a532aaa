import type { HistoryRow } from "@/db/queries/history";
import { factorNames } from "../factors/names";
import { readDetails } from "../notices/details";

type Sentence = string | ((row: HistoryRow) => string);

const methods: Readonly<Record<string, string>> = {
  otp: "code of an authenticator app",
  rec: "recovery code",
  pop: "passkey",
};

const methodOf = ({ factor }: HistoryRow): string =>
  methods[(factor ?? "").split(" ")[0] ?? ""] ?? "second factor";

const an = (word: string): string => `${/^[aeiou]/.test(word) ? "an" : "a"} ${word}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A second factor that was asked for `where`. */
const factor = (where: string) => ({
  right: (row: HistoryRow) => `${capital(an(methodOf(row)))} was right ${where}`,
  wrong: (row: HistoryRow) => `${capital(an(methodOf(row)))} was wrong ${where}`,
  copied: (row: HistoryRow) =>
    `${capital(an(methodOf(row)))} was refused ${where}, as its count of uses went backwards: there may be a copy of it`,
  closed: (row: HistoryRow) =>
    `${capital(an(methodOf(row)))} was entered ${where} when none was taken any more`,
  other: `A second factor was asked for ${where}`,
});

/** "The passkey “Laptop”", "An authenticator app": what a row is about. */
function what(row: HistoryRow, capitals = true): string {
  const { factor: kind, device } = readDetails(row.details);
  const named = factorNames.find((one) => one.kind === kind);
  const word = named ? named.name.toLowerCase() : "way to log in";
  const text = device ? `the ${word} "${device}"` : an(word);
  return capitals ? capital(text) : text;
}

function removed(row: HistoryRow): string {
  const last = readDetails(row.details).last === "yes";
  return `${what(row)} was removed${last ? ", the last that is stronger than a text" : ""}`;
}

function codesMade(row: HistoryRow): string {
  const { left } = readDetails(row.details);
  return left === null
    ? "New recovery codes were made"
    : `New recovery codes were made: ${left} are good now`;
}

function codeUsed(row: HistoryRow): string {
  const { left } = readDetails(row.details);
  return `A recovery code was used${left === null ? "" : `, and ${left} are left`}`;
}

/** What the events about factors mean to the owner of the account. */
export const factorHistoryWords = {
  "login.factor": factor("to log in"),
  "login.passkey": {
    right: "A passkey logged in by itself",
    wrong: "A passkey was shown to log in, and refused: it did not fit, or did not check who used it",
    copied: "A passkey was refused, as its count of uses went backwards: there may be a copy of it",
    other: "Somebody set about logging in with a passkey",
  },
  "login.trusted": {
    right: "The password was enough to log in, in a trusted browser",
    copied:
      "A copy of what a trusted browser keeps was shown, and refused: that browser is not trusted any more",
    other: "Somebody set about logging in with a trusted browser",
  },
  "step-up.factor": factor("to confirm a change"),
  "reset.factor": factor("to choose a new password"),
  "factor.added": {
    changed: (row: HistoryRow) => `${what(row)} was added`,
    other: "Somebody set about adding a way to log in",
  },
  "factor.renamed": {
    changed: (row: HistoryRow) => `A way to log in was given a name: it is ${what(row, false)} now`,
    other: "Somebody set about renaming a way to log in",
  },
  "factor.removed": {
    changed: removed,
    disputed: (row: HistoryRow) => `${what(row)} was removed, as it was added after what was disputed`,
    recovery: (row: HistoryRow) => `${what(row)} was removed, as it had been lost`,
    other: "Somebody set about removing a way to log in",
  },
  "codes.made": { changed: codesMade, other: "Somebody set about making recovery codes" },
  "codes.used": { other: codeUsed },
  "recovery.asked": { other: "Getting back in with every factor lost was asked for; it takes its time" },
  "recovery.stopped": {
    session: "Getting back in with every factor lost was stopped from within the account",
    login: "Getting back in with every factor lost was stopped by a login",
    disputed: "Getting back in with every factor lost was stopped with the link of a notice",
    disabled: "Getting back in with every factor lost was stopped, as the account was disabled",
    other: "Getting back in with every factor lost was stopped",
  },
  "recovery.done": { other: "The account was given a new phone after everything had been lost" },
  "trust.added": { other: "A browser is trusted from now on: there the password is enough to look" },
  "trust.removed": { other: "A browser is not trusted any more" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Sentence>> & { other: Sentence }>>;
