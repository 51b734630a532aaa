import "server-only";

import { usernameTaken } from "@/db/queries/accounts";
import { beginSignup } from "@/db/queries/signups";
import { passwordProblem } from "../account/new-password";
import { takenWords } from "../account/taken-words";
import { hashPassword } from "../auth/password";
import { dispatch, outgoing } from "../challenges/outgoing";
import { hashSecret, randomSecret } from "../crypto";
import { phoneProblem } from "../phone-words";
import { policy } from "../policy";
import type { SignupField } from "../schemas/signup";
import { parseTypedPhone } from "../sending/destination";
import { observed } from "../telemetry/trace";
import { throttleSignup } from "../throttle";
import { usernameKey, usernameSkeleton } from "../username";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";

export type SignupRequest = Readonly<Record<SignupField, string>> &
  Readonly<{ formKey: string | null; previousHandle: string | null; returnTo: string | null }>;

export type SignupOutcome =
  /** `phoneProved`: this browser proved the number a moment ago, no PIN is needed. */
  | Readonly<{ kind: "challenged"; handle: string; phoneProved: boolean }>
  | Readonly<{ kind: "invalid"; errors: Readonly<Partial<Record<SignupField, string>>> }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/**
 * Checks what was typed, keeps it for thirty minutes and sends the PIN. Whether the address or the number has
 * an account already is not told here: only whoever holds the phone learns that (see `finishSignup`).
 */
async function start(
  request: SignupRequest,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<SignupOutcome> {
  const block = await throttleSignup(visitor.address);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };

  const phone = parseTypedPhone(request.phone, request.country);
  const name = { key: usernameKey(request.username), skeleton: usernameSkeleton(request.username) };
  const errors: Partial<Record<SignupField, string>> = {};
  if (phone.kind !== "number") errors.phone = phoneProblem(phone);
  const weakness = await passwordProblem(request.password, request);
  if (weakness) errors.password = weakness;
  if (await usernameTaken(name)) errors.username = takenWords.username;
  if (phone.kind !== "number" || Object.keys(errors).length > 0) return { kind: "invalid", errors };

  const handle = randomSecret();
  const message = outgoing(
    { purpose: "signup", number: phone.e164, email: null, userId: null, message: 1, earlier: null },
    visitor,
    providers,
  );
  const begun = await beginSignup({
    handleHash: hashSecret(handle),
    previousHandleHash: request.previousHandle ? hashSecret(request.previousHandle) : null,
    formKey: request.formKey ? hashSecret(request.formKey) : null,
    username: request.username,
    email: request.email,
    passwordHash: await hashPassword(request.password),
    country: phone.country,
    phone: phone.e164,
    returnTo: request.returnTo,
    browser: visitor.browser,
    address: visitor.address,
    lifeSeconds: policy.signup.lifeSeconds,
    message: message.planned.plan,
    reserve: message.reservation,
  });
  await dispatch(message, begun, providers);
  return { kind: "challenged", handle, phoneProved: begun.phoneProved };
}

export const startSignup = observed("signup.start", start);
