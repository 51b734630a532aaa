import "server-only";

import { findPasswordHash } from "@/db/queries/accounts";
import { recordAudit } from "@/db/queries/audit";
import { findConfirmation, proveByPassword } from "@/db/queries/confirmations";
import { finishStepUp } from "@/db/queries/step-ups";
import { throttled } from "@/db/queries/throttles";
import { checkStored } from "../auth/password";
import { continueSession, type Session } from "../auth/session";
import { openForSession } from "../confirmations/open";
import { hashSecret } from "../crypto";
import { readHandle } from "../flow-cookie";
import { transition } from "../login/machine";
import { policy } from "../policy";
import { observed } from "../telemetry/trace";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";

const { stepUpFreshSeconds } = policy.session;

/** The open step-up of this session in this browser, or a new one that leads to `returnTo`. */
export async function stepUpHandle(session: Session, returnTo: string): Promise<string> {
  const handle = await readHandle("step-up");
  const open = handle
    ? await findConfirmation({ kind: "step-up", handleHash: hashSecret(handle) }, session.id)
    : null;
  return handle && open?.returnTo === returnTo ? handle : openForSession("step-up", session, { returnTo });
}

type Refused = Readonly<{ kind: "wrong" }> | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** `stored`: the hash that it was checked against. */
export type OwnPassword = Readonly<{ kind: "right"; stored: string }> | Refused;

export type PasswordOutcome =
  /** `proved`: nothing else is needed. */
  Readonly<{ kind: "right"; proved: boolean }> | Readonly<{ kind: "over" }> | Refused;

/** The password of whoever is logged in already, counted against guesses. */
export async function checkOwnPassword(
  session: Session,
  password: string,
  { browser, address }: Visitor,
): Promise<OwnPassword> {
  const userId = session.user.id;
  const block = await throttled(throttleEntry("passwordByAccount", userId));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const stored = await findPasswordHash(userId);
  const { right } = await checkStored(stored, password);
  if (stored !== null && right) return { kind: "right", stored };
  await recordAudit({ event: "step-up.password", outcome: "wrong", userId, factor: "pwd", browser, address });
  return { kind: "wrong" };
}

async function confirm(
  session: Session,
  handle: string,
  password: string,
  visitor: Visitor,
): Promise<PasswordOutcome> {
  const check = await checkOwnPassword(session, password, visitor);
  if (check.kind !== "right") return check;
  const { browser, address } = visitor;
  const noted = await proveByPassword(hashSecret(handle), session.id, stepUpFreshSeconds, {
    browser,
    address,
  });
  return noted ? { kind: "right", proved: noted.proved } : { kind: "over" };
}

export const confirmPassword = observed("step-up.password", confirm);

/** Raises the session of a proved step-up, under a new id. Null: it is over. Otherwise where the person wanted to go. */
export async function completeStepUp(
  session: Session,
  handle: string,
): Promise<{ returnTo: string | null } | null> {
  const done = await finishStepUp(hashSecret(handle), session.id, transition("factorPassed").to);
  return done && (await continueSession(handle)) ? done : null;
}
