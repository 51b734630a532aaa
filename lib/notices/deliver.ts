import "server-only";

import { claimDueNotices, type DueNotice, giveUp, markSent } from "@/db/queries/notice-queue";
import { later } from "../later";
import { describeError, log } from "../log";
import { alertOperators } from "../notify";
import { policy } from "../policy";
import type { Providers, TextMessage } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import { noticeKind } from "./kinds";
import { sendMail } from "./mail";
import { goodForSeconds, mailWording, type Notice, textWording } from "./wording";

const { retryAfter, batch } = policy.notices;
const MOST_ATTEMPTS = retryAfter.length + 1;
const MOST_ROUNDS = 50;

type Outcome = "sent" | "refused" | "failed";
export type Delivered = Readonly<{ told: number; undelivered: number }>;

/** Another provider is asked only when the first one certainly sent nothing. */
async function sendText(message: TextMessage, { first, fallback }: Providers): Promise<Outcome> {
  const answer = await first.sendText(message);
  const outcome = answer === "unavailable" && fallback ? await fallback.sendText(message) : answer;
  return outcome === "sent" || outcome === "refused" ? outcome : "failed";
}

async function send(due: DueNotice, notice: Notice, providers: Providers): Promise<Outcome> {
  const { id, recipient } = due;
  if (due.channel === "text")
    return sendText({ number: recipient, text: textWording(notice), reference: id }, providers);
  return sendMail({ id, to: recipient, ...mailWording(notice) });
}

/** It does not throw: one notice that cannot be worded must not hold up the others. */
async function attempt(due: DueNotice, providers: Providers): Promise<Outcome> {
  const { id, details, createdAt } = due;
  const kind = noticeKind(due.kind);
  const good = kind && goodForSeconds(kind);
  if (kind === null || (good !== null && due.ageSeconds > good)) return "refused";
  try {
    return await send(due, { id, kind, createdAt: new Date(createdAt), details }, providers);
  } catch (error) {
    log("error", "notice.failed", { notice: id, ...describeError(error) });
    return "failed";
  }
}

async function deliver(due: DueNotice, providers: Providers): Promise<"sent" | "given-up" | "later"> {
  const { id, kind, channel, attempts } = due;
  const fields = { notice: id, kind, channel, attempts };
  // Whoever made the last attempt has died of it.
  const outcome = attempts > MOST_ATTEMPTS ? "failed" : await attempt(due, providers);
  if (outcome === "sent") {
    await markSent(id);
    log("info", "notice.sent", fields);
    return "sent";
  }
  const over = outcome === "refused" || attempts >= MOST_ATTEMPTS;
  if (!over || !(await giveUp(id, attempts))) return "later";
  log("warn", "notice.given-up", { ...fields, outcome });
  await alertOperators("notice-undelivered", { kind, channel });
  return "given-up";
}

/**
 * Sends what is due, a batch at a time and all of a batch at once: each is done well before it comes up again. At least
 * once: whoever dies between sending and writing that down has it sent again, under the same Message-ID.
 */
export async function deliverNotices(providers: Providers = verifyProviders()): Promise<Delivered> {
  let [told, undelivered] = [0, 0];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const due = await claimDueNotices(retryAfter, batch);
    const ends = await Promise.all(due.map((notice) => deliver(notice, providers)));
    told += ends.filter((end) => end === "sent").length;
    undelivered += ends.filter((end) => end === "given-up").length;
    if (due.length < batch) break;
  }
  return { told, undelivered };
}

/** For use cases to call after a change, whose own statement has written its notices. */
export const noticesSoon = (): void => later(() => deliverNotices());
