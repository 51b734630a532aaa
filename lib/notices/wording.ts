import "server-only";

import type { NoticeKind } from "@/db/queries/notices";
import { env } from "../env";
import { type LinkPurpose, linkUrl } from "../links";
import { policy } from "../policy";
import { type NoticeDetails, readDetails } from "./details";
import { recoveryGoodForSeconds } from "./factor-kinds";
import { gsm } from "./gsm";
import { noticeWords } from "./kinds";
import { moment, secondsAfter } from "./moments";

export type Notice = Readonly<{ id: string; kind: NoticeKind; createdAt: Date; details: unknown }>;

const WIDTH = 72;

/** Lines of at most 72 letters; a longer word has a line of its own. */
function wrapped(paragraph: string): string {
  return paragraph.split(" ").reduce((text, word) => {
    const line = text.slice(text.lastIndexOf("\n") + 1);
    const joined = line === "" || line.length + 1 + word.length <= WIDTH;
    return `${text}${joined ? (line === "" ? "" : " ") : "\n"}${word}`;
  }, "");
}

/** In a mail to an address that nobody has proved yet, a name that looks like a site would become a link to it. */
function greeting(kind: NoticeKind, { username }: NoticeDetails): string {
  const named = username !== null && !(kind === "confirm-email" && username.includes("."));
  return named ? `Hello ${username},` : "Hello,";
}

function facts(createdAt: Date, { browser, place }: NoticeDetails): string {
  const lines = [
    `When: ${moment(createdAt)}`,
    browser === null ? null : `Browser: ${browser}`,
    place === null ? null : `Place: ${place}`,
  ];
  return lines.filter((line) => line !== null).join("\n");
}

const undoLink = (kind: NoticeKind, { changeId }: NoticeDetails): string | null =>
  kind === "number-changed" && changeId !== null ? linkUrl("undo-number", changeId) : null;

/** What the link of a mail is for, when the mail is nothing but that link. */
const confirming: Readonly<
  Partial<Record<NoticeKind, Readonly<{ purpose: LinkPurpose; goodForSeconds: number }>>>
> = {
  "confirm-email": { purpose: "confirm-email", goodForSeconds: policy["email-change"].linkSeconds },
  "reset-link": { purpose: "reset", goodForSeconds: policy.reset.linkSeconds },
  "recovery-ready": { purpose: "recovery", goodForSeconds: recoveryGoodForSeconds },
};

const confirmLink = (kind: NoticeKind, { confirmationId }: NoticeDetails): string | null => {
  const { purpose } = confirming[kind] ?? {};
  return purpose && confirmationId !== null ? linkUrl(purpose, confirmationId) : null;
};

/** How long a notice is worth sending: after that its link opens nothing. Null: for as long as it is kept. */
export const goodForSeconds = (kind: NoticeKind): number | null => confirming[kind]?.goodForSeconds ?? null;

const until = (createdAt: Date, seconds: number): string => moment(secondsAfter(createdAt, seconds));

function undoParagraphs({ kind, createdAt }: Notice, details: NoticeDetails): string[] {
  const link = undoLink(kind, details);
  if (link === null) return [];
  const good = until(createdAt, policy.phone.settlesAfterSeconds);
  return [
    `If it was not you, take the number back. This page puts the old number in its place again, ends every login and pauses all changes for a day. It is open until ${good}:`,
    link,
  ];
}

function disputeParagraphs({ id, kind, createdAt }: Notice, also: boolean): string[] {
  const good = until(createdAt, policy.notices.disputeSeconds);
  const begin = also
    ? "Or only stop whoever it was, and leave the number:"
    : "If it was you, there is nothing to do. If it was not you, stop whoever it was:";
  const stops = kind === "recovery-asked" ? "stops the request, " : "";
  return [
    `${begin} this page ${stops}ends every login and pauses all changes for a day, and can do nothing else. You need not log in. It is open until ${good}:`,
    linkUrl("not-me", id),
  ];
}

function answerParagraphs(notice: Notice, details: NoticeDetails): string[] {
  const { answer, advice } = noticeWords[notice.kind];
  const also = advice === undefined ? [] : [advice];
  switch (answer) {
    case "dispute": {
      const undo = undoParagraphs(notice, details);
      return [...undo, ...also, ...disputeParagraphs(notice, undo.length > 0)];
    }
    case "confirm": {
      const link = confirmLink(notice.kind, details);
      const good = until(notice.createdAt, goodForSeconds(notice.kind) ?? 0);
      return [...(link === null ? [] : [link, `The link is good once, until ${good}.`]), ...also];
    }
    case "none":
      return also;
  }
}

/** Subject and plain text of a notice. Links stand alone on their lines, the one to dispute with last. */
export function mailWording(notice: Notice): Readonly<{ subject: string; text: string }> {
  const { brand, appUrl } = env();
  const { kind, createdAt } = notice;
  const details = readDetails(notice.details);
  const { subject, what, answer } = noticeWords[kind];
  const happened = [what(details), facts(createdAt, details)];
  const paragraphs = [
    greeting(kind, details),
    `This is about ${kind === "confirm-email" ? "an" : "your"} account at ${brand}, ${appUrl.host}. Nobody reads answers to this mail.`,
    // Before its link stands what the link is for.
    ...(answer === "confirm" ? happened.toReversed() : happened),
    ...answerParagraphs(notice, details),
  ];
  const text = paragraphs.map((one) => (one.includes("\n") ? one : wrapped(one))).join("\n\n");
  return { subject: `${brand}: ${subject}`, text: `${text}\n` };
}

/** One sentence and one link, in one plain text. */
export function textWording(notice: Notice): string {
  const details = readDetails(notice.details);
  const { text, answer } = noticeWords[notice.kind];
  const begin = `${gsm(env().brand)}: ${text}`;
  switch (answer) {
    case "dispute":
      return `${begin} Not you? ${undoLink(notice.kind, details) ?? linkUrl("not-me", notice.id)}`;
    case "confirm":
      return `${begin} ${confirmLink(notice.kind, details) ?? env().appUrl.origin}`;
    // There is nothing to open, so nothing to learn to follow.
    case "none":
      return begin;
  }
}
