import type { AuditEvent } from "@/db/queries/audit";
import type { HistoryRow } from "@/db/queries/history";
import { methodsOf } from "../auth/assurance";
import { type NoticeDetails, readDetails } from "../notices/details";
import { noticeKind, noticeWords } from "../notices/kinds";
import { adminHistoryWords } from "./admin-history";
import { factorHistoryWords } from "./factor-history";
import { languageName } from "./language";
import { methodWords } from "./methods";
import { seenWords } from "./seen";

type Sentence = string | ((row: HistoryRow) => string);

/** A sentence for each outcome; `other` claims nothing that an outcome without words may not have been. */
type Words = Readonly<{ other: Sentence }> & Readonly<Record<string, Sentence>>;

const detail = ({ details }: HistoryRow, name: string): unknown => details?.[name];

/** A login by name asks for the PIN after the password; one by phone asks anybody. */
const somebody = (row: HistoryRow): string =>
  detail(row, "route") === "password" ? "Somebody with the right password" : "Somebody";

function endedFrom(row: HistoryRow): string {
  const browser = seenWords(detail(row, "by"));
  return `A session was ended from another one${browser ? `, in ${browser}` : ""}`;
}

function openedWith(row: HistoryRow): string {
  const methods = methodWords(methodsOf(row.factor ?? ""));
  const met = detail(row, "known") === false ? ", in a browser that this account had not met before" : "";
  return `Logged in${methods ? ` with ${methods}` : ""}${met}`;
}

const password = (where: string): Words => ({
  right: `The right password was entered ${where}`,
  wrong: `A wrong password was entered ${where}`,
  other: `A password was asked for ${where}`,
});

const pin = (where: string): Words => ({
  right: `The right PIN was entered ${where}`,
  proved: `The right PIN was entered ${where}`,
  held: `The right PIN was entered ${where}, which was not enough by itself`,
  wrong: (row) => `${somebody(row)} entered a wrong PIN ${where}`,
  closed: (row) => `${somebody(row)} entered a PIN ${where} when none was good any more`,
  unavailable: `A PIN entered ${where} could not be checked and counted for nothing`,
  other: `A PIN was asked for ${where}`,
});

/** A change has one outcome that says that it happened. */
const change = (what: string, done: Sentence): Words => ({
  changed: done,
  other: `Somebody set about ${what}`,
});

const renamed = ({ newUsername }: NoticeDetails): string => (newUsername ? ` to ${newUsername}` : "");
const moved = ({ newEmail }: NoticeDetails): string => (newEmail ? ` to ${newEmail}` : "");
const rung = ({ oldEnding, newEnding }: NoticeDetails): string =>
  oldEnding && newEnding ? ` from the number ending in ${oldEnding} to the one ending in ${newEnding}` : "";

const named = (row: HistoryRow): NoticeDetails => readDetails(row.details);
const address = (row: HistoryRow): NoticeDetails => readDetails({ newEmail: detail(row, "email") });

function spoken(row: HistoryRow): string {
  const locale = seenWords(detail(row, "locale"));
  const name = locale ? languageName(locale) : "that of the browser";
  return `The language of texts and calls was changed to ${name}`;
}

function disputed({ outcome }: HistoryRow): string {
  const kind = noticeKind(outcome);
  const subject = kind ? ` (${noticeWords[kind].subject})` : "";
  return `A notice${subject} was answered with "this was not me"`;
}

const TO_LOG_IN = "to log in";
const TO_CONFIRM = "to confirm a change";

const calledOf = (row: HistoryRow): string => {
  const { device } = named(row);
  return device ? `"${device}"` : "something else";
};

function deviceOf(row: HistoryRow, article: "A" | "a" = "A"): string {
  const { device } = named(row);
  return device ? `${article === "A" ? "The" : "the"} phone "${device}"` : `${article} phone`;
}

function subjectOf(row: HistoryRow): string {
  const message = seenWords(detail(row, "message"));
  return detail(row, "purpose") === "login" || !message ? "a login" : `"${message}"`;
}

/** What each event of the audit means to the owner of the account. */
export const historyWords: Readonly<Record<AuditEvent, Words>> = {
  ...factorHistoryWords,
  ...adminHistoryWords,
  "login.password": password(TO_LOG_IN),
  "login.phone": {
    ...pin(TO_LOG_IN),
    asked: "A login with the phone alone began",
    other: "A login with the phone alone",
  },
  "login.pin": pin(TO_LOG_IN),
  "login.session": {
    opened: openedWith,
    renewed: "A session went on under a new id",
    other: "Something happened to a session",
  },
  "signup.started": { other: "A sign-up began" },
  "signup.phone": { proved: "The phone was proved for the sign-up", other: "A PIN was asked for to sign up" },
  "signup.account": { created: "The account was made", other: "A sign-up came to its end" },
  "session.ended": {
    logout: "Logged out",
    replaced: "A new login in the same browser took the place of a session",
    limit: "A session was ended: too many were open, and it was unused the longest",
    owner: endedFrom,
    password: "A session was ended because the password was changed",
    number: "A session was ended because the phone was changed",
    reset: "A session was ended because a new password was chosen in place of a forgotten one",
    factor: "A session was ended because a way to log in was added or removed",
    recovery: "A session was ended because the account was given a new phone after everything had been lost",
    disowned: 'A session was ended because a phone answered "this was not me"',
    admin: "A session was ended by an administrator",
    disputed: 'A session was ended because a notice was answered with "this was not me"',
    other: "A session was ended",
  },
  "step-up.password": password(TO_CONFIRM),
  "step-up.pin": pin(TO_CONFIRM),
  "reset.asked": { other: "A new password was asked for, in place of a forgotten one" },
  "reset.link": { other: "The link to choose a new password was opened" },
  "reset.pin": pin("to choose a new password"),
  "account.username": change(
    "changing the user name",
    (row) => `The user name was changed${renamed(named(row))}`,
  ),
  "account.email-asked": {
    other: (row) =>
      `A change of the e-mail address${moved(address(row))} began: it waits for the link in the mail`,
  },
  "account.email": change(
    "changing the e-mail address",
    (row) => `The e-mail address was changed${moved(address(row))}`,
  ),
  "account.password": {
    ...change("changing the password", (row) =>
      detail(row, "first") === true ? "A password was chosen" : "The password was changed",
    ),
    reset: "A new password was chosen in place of a forgotten one",
    wrong: "A wrong password was entered to change the password",
  },
  "account.phone-pin": pin("for a new phone"),
  "account.phone": change("changing the phone", (row) => `The phone was changed${rung(named(row))}`),
  "account.phone-claimed": {
    other: "Somebody who was not logged in proved to hold the phone of this account",
  },
  "account.language": change("changing the language of texts and calls", spoken),
  "account.deleted": { other: "Somebody set about deleting the account" },
  "account.frozen": { other: "Changes were paused for a while" },
  "phone.restored": {
    restored: (row) => `A change of the phone was taken back${rung(named(row))}`,
    taken: "A change of the phone was to be taken back, but the old number could not be restored",
    other: "Somebody set about taking a change of the phone back",
  },
  "notice.disputed": { other: disputed },
  "approval.asked": {
    login: "A phone was asked to approve a login",
    "step-up": "A phone was asked to approve a change",
    action: "A phone was asked to approve something",
    other: "A phone was asked to approve something",
  },
  "approval.answer": {
    approved: (row) => `${deviceOf(row)} approved ${subjectOf(row)}`,
    denied: (row) => `${deviceOf(row)} said no to ${subjectOf(row)}`,
    disowned: (row) => `${deviceOf(row)} answered "this was not me" to ${subjectOf(row)}`,
    wrong: (row) => `Digits that were not those of the screen were typed on ${deviceOf(row, "a")}`,
    exhausted: (row) => `Wrong digits were typed on ${deviceOf(row, "a")} until the request ended`,
    other: "A phone answered a request",
  },
  "approval.off": { other: "Phones are not asked any more: too many requests were not approved" },
  "device.added": {
    ...change("enrolling a phone", (row) => `${deviceOf(row)} was enrolled to approve logins`),
  },
  "device.renamed": { ...change("renaming a phone", (row) => `A phone is called ${calledOf(row)} now`) },
  "device.removed": {
    ...change("removing a phone", (row) => `${deviceOf(row)} was removed`),
    disputed: (row) => `${deviceOf(row)} was removed, as it was enrolled after what was disputed`,
    left: (row) => `${deviceOf(row)} gave its right to approve up`,
    recovery: (row) => `${deviceOf(row)} was removed, as it had been lost`,
  },
};

const isKnown = (event: string): event is AuditEvent => Object.hasOwn(historyWords, event);

/** One sentence; where this version has no words for an event, that is what it says. */
export function historySentence(row: HistoryRow): string {
  if (!isKnown(row.event)) return "Something happened that this page has no words for yet";
  const words = historyWords[row.event];
  const sentence = Object.hasOwn(words, row.outcome) ? words[row.outcome] : undefined;
  const chosen = sentence ?? words.other;
  return typeof chosen === "function" ? chosen(row) : chosen;
}
