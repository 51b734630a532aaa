import "server-only";

import { databaseNow } from "@/db/queries/approvals";
import { recordAudit } from "@/db/queries/audit";
import { beginPasskeyLogin } from "@/db/queries/passkey-logins";
import { findPasskey, type StoredPasskey } from "@/db/queries/passkeys";
import { hashSecret } from "../crypto";
import { transition } from "../login/machine";
import type { PasskeyAnswer } from "../schemas/passkey";
import { observed } from "../telemetry/trace";
import type { Visitor } from "../visitor";
import { grows } from "./counter";
import { datedHandle, isRecent } from "./dated-handle";
import { type RequestOptions, requestOptions } from "./options";
import { isChallengeOf, userHandleOf } from "./relying-party";
import { passkeyBlock } from "./throttle";
import { checkAssertion } from "./verify";

type Throttled = Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

export type PasskeyOffer = Readonly<{ kind: "made"; handle: string; options: RequestOptions }> | Throttled;

export type PasskeyLogin =
  | Readonly<{
      kind:
        | "verified"
        /** Removed, of a disabled account, never made here, or not signed for this very login. */
        | "refused"
        /** The authenticator did not make sure who uses it. */
        | "unverified"
        /** It signed fewer times than it has already: there may be a copy. */
        | "copied"
        /** Too old, or used already. */
        | "over";
    }>
  | Throttled;

/** What a passkey is to sign for a login; the same for everybody, whoever they say they are. */
export async function offerPasskeyLogin(visitor: Visitor): Promise<PasskeyOffer> {
  const blocked = await passkeyBlock(visitor.address);
  if (blocked) return { kind: "throttled", retryAfterSeconds: blocked.retryAfterSeconds };
  const handle = datedHandle(await databaseNow());
  return { kind: "made", handle, options: await requestOptions("enter", handle) };
}

async function written(
  found: StoredPasskey,
  { browser, address }: Visitor,
  kind: "refused" | "unverified" | "copied",
): Promise<PasskeyLogin> {
  const outcome = kind === "copied" ? "copied" : "wrong";
  await recordAudit({
    event: "login.passkey",
    outcome,
    userId: found.userId,
    factor: "pop",
    browser,
    address,
  });
  return { kind };
}

/** Both factors at once: a passkey that has checked its owner's finger, face or PIN. */
async function logIn(
  handle: string,
  answer: PasskeyAnswer,
  { returnTo, browserHash }: Readonly<{ returnTo: string | null; browserHash: string | null }>,
  visitor: Visitor,
): Promise<PasskeyLogin> {
  const blocked = await passkeyBlock(visitor.address);
  if (blocked) return { kind: "throttled", retryAfterSeconds: blocked.retryAfterSeconds };
  const found = await findPasskey(answer.id);
  if (!found) return { kind: "refused" };
  if (!isRecent(handle, found.now)) return { kind: "over" };
  const asserted = await checkAssertion(answer, found, isChallengeOf("enter", handle));
  // Nobody has said who they are, so the authenticator has to (WebAuthn L3 §7.2).
  if (!asserted || answer.response.userHandle !== userHandleOf(found.userId))
    return written(found, visitor, "refused");
  if (!asserted.userVerified) return written(found, visitor, "unverified");
  if (!grows(found.counter, asserted.counter)) return written(found, visitor, "copied");
  const { browser, address, place } = visitor;
  const begun = await beginPasskeyLogin({
    handleHash: hashSecret(handle),
    userId: found.userId,
    passkeyId: found.id,
    counter: asserted.counter,
    amr: "pop uv",
    verified: transition("factorPassed").to,
    browserHash,
    returnTo,
    browser,
    address,
    place,
  });
  return { kind: begun ? "verified" : "over" };
}

export const logInByPasskey = observed("login.passkey", logIn);
