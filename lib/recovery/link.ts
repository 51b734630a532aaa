import "server-only";

import { recordAudit } from "@/db/queries/audit";
import { findMailedRecovery, type MailedRecovery, openRecoveryNumber } from "@/db/queries/recoveries";
import { throttled } from "@/db/queries/throttles";
import { checkStored } from "../auth/password";
import { askPin } from "../challenges/ask-pin";
import { hashSecret, randomSecret } from "../crypto";
import { readLink } from "../links";
import { phoneProblem } from "../phone-words";
import { policy } from "../policy";
import { parseTypedPhone } from "../sending/destination";
import { throttleEntry } from "../throttle";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";

/** `over`: stopped, used, or never used in time. */
export type RecoveryLink =
  | Readonly<{ kind: "unknown" | "over" }>
  | Readonly<{ kind: "early"; readyAt: Date }>
  | Readonly<{ kind: "frozen"; until: Date }>
  | Readonly<{ kind: "open"; username: string }>;

function linkOf(found: MailedRecovery): RecoveryLink {
  if (!found.waits) return { kind: "over" };
  if (!found.ready) return { kind: "early", readyAt: new Date(found.readyAt) };
  if (found.frozenUntil !== null) return { kind: "frozen", until: new Date(found.frozenUntil) };
  return { kind: "open", username: found.username };
}

async function find(link: unknown): Promise<Readonly<{ id: string; found: MailedRecovery }> | null> {
  const id = readLink("recovery", link);
  const found = id && (await findMailedRecovery(id));
  return id && found ? { id, found } : null;
}

/** What the page of a mailed link shows. It changes nothing. */
export async function readRecoveryLink(link: unknown): Promise<RecoveryLink> {
  const read = await find(link);
  return read ? linkOf(read.found) : { kind: "unknown" };
}

type Typed = Readonly<{ password: string; country: string; phone: string }>;

export type BegunNumber =
  /** The PIN is on its way; the handle goes into this browser's cookie. */
  | Readonly<{ kind: "asked"; handle: string }>
  | Readonly<{ kind: "over" | "wrong" }>
  | Readonly<{ kind: "invalid"; message: string }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/**
 * Link and password together send a PIN to the new number. Nothing changes before it is proved; whether somebody has the
 * number is not told before.
 */
export async function beginNewNumber(
  link: unknown,
  typed: Typed,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<BegunNumber> {
  const read = await find(link);
  if (!read || linkOf(read.found).kind !== "open") return { kind: "over" };
  const { userId, passwordHash, locale } = read.found;
  const phone = parseTypedPhone(typed.phone, typed.country);
  if (phone.kind !== "number") return { kind: "invalid", message: phoneProblem(phone) };
  const block = await throttled(throttleEntry("passwordByAccount", userId));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const { right } = await checkStored(passwordHash, typed.password);
  const { browser, address, place } = visitor;
  if (passwordHash === null || !right) {
    await recordAudit({ event: "login.password", outcome: "wrong", userId, factor: "pwd", browser, address });
    return { kind: "wrong" };
  }
  const handle = randomSecret();
  const opened = await openRecoveryNumber({
    ...{ id: read.id, handleHash: hashSecret(handle), phone: phone.e164, passwordHash },
    ...{ browser, address, place, lifeSeconds: policy.recovery.lifeSeconds },
  });
  if (!opened) return { kind: "over" };
  await askPin("recovery", handle, { userId, phone: phone.e164, locale }, visitor, providers);
  return { kind: "asked", handle };
}
