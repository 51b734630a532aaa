import "server-only";

import { changePhone, contestNumber } from "@/db/queries/change-phone";
import { throttled } from "@/db/queries/throttles";
import { continueSession, type Session } from "../auth/session";
import { askPin } from "../challenges/ask-pin";
import { openForSession } from "../confirmations/open";
import { hashSecret, randomSecret } from "../crypto";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { phoneProblem } from "../phone-words";
import { policy } from "../policy";
import { parseTypedPhone } from "../sending/destination";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";
import { changing, renewing } from "./changing";
import { takenField } from "./taken";

export type NewNumber = Readonly<{ country: string; phone: string }>;

export type AskedNumber =
  | Readonly<{ kind: "asked" }>
  | Readonly<{ kind: "invalid"; message: string }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** Sends a PIN to the new number. Nothing changes before it is proved; whether somebody has it is not told before. */
export async function askNewNumber(
  session: Session,
  typed: NewNumber,
  visitor: Visitor,
): Promise<AskedNumber> {
  const phone = parseTypedPhone(typed.phone, typed.country);
  if (phone.kind !== "number") return { kind: "invalid", message: phoneProblem(phone) };
  if (phone.e164 === session.user.phone) return { kind: "invalid", message: "This is your number already." };
  const userId = session.user.id;
  const block = await throttled(throttleEntry("phoneChangesByAccount", userId));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const handle = await openForSession("phone-change", session, { phone: phone.e164 });
  await askPin("phone-change", handle, { userId, phone: phone.e164, locale: session.user.locale }, visitor);
  return { kind: "asked" };
}

/**
 * Puts the proved number in the place of the old one. `taken`: it is another account's; that one keeps it, and its
 * owner is told that somebody holds a phone with its number.
 */
export async function replaceNumber(
  session: Session,
  handle: string,
  phone: string,
  visitor: Visitor,
): Promise<"changed" | "taken" | "over"> {
  const renewed = randomSecret();
  const by = changing(session, visitor, "number-changed");
  try {
    const settles = policy.phone.settlesAfterSeconds;
    if (!(await changePhone(hashSecret(handle), by, settles, renewing(renewed)))) return "over";
  } catch (error) {
    if (takenField(error) !== "phone") throw error;
    await contestNumber(phone, noticeChannels("number-claimed"), visitor);
    noticesSoon();
    return "taken";
  }
  await continueSession(renewed);
  noticesSoon();
  return "changed";
}
