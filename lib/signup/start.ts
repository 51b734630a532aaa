import "server-only";

import { usernameTaken } from "@/db/queries/accounts";
import { beginSignup } from "@/db/queries/signups";
import { isBreached } from "../auth/breached";
import { hashPassword } from "../auth/password";
import { dispatch, outgoing } from "../challenges/outgoing";
import { hashSecret, randomSecret } from "../crypto";
import { env } from "../env";
import type { ParsedPhone } from "../phone";
import { policy } from "../policy";
import type { SignupField } from "../schemas/signup";
import { closedCountryMessage } from "../sending/countries";
import { parseTypedPhone } from "../sending/destination";
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

const phoneMessages: Record<Exclude<ParsedPhone["kind"], "number" | "closed">, string> = {
  malformed: "That does not look like a phone number. Check the country and the digits.",
  extension: "Leave the extension out: a PIN can only go to a direct number.",
  "unknown-range": "No phone has this number. Check the country and the digits.",
  "not-mobile": "PINs go to mobile phones only, not to landlines or special-rate numbers.",
  fictional: "This number is reserved for films and books. Enter your own.",
};

const breached = "This password is on lists of leaked or common passwords. Choose another.";
const branded = "Leave our name out of the password: it is the first thing that others try.";
const taken = "Somebody has this user name, or one that looks like it. Choose another.";

/** The word everybody knows who stands before the form. The person's own names are in the form's schema. */
const containsBrand = (password: string): boolean =>
  [env().brand, "countersign"].some(
    (name) => name.length >= 4 && password.toLowerCase().includes(name.toLowerCase()),
  );

function phoneMessage(phone: Exclude<ParsedPhone, { kind: "number" }>): string {
  return phone.kind === "closed" ? closedCountryMessage(phone.country) : phoneMessages[phone.kind];
}

/** What is wrong with a number, so that a form can say it together with its other problems. */
export function phoneProblem({ phone, country }: Pick<SignupRequest, "phone" | "country">): string | null {
  const parsed = parseTypedPhone(phone, country);
  return parsed.kind === "number" ? null : phoneMessage(parsed);
}

/**
 * Checks what was typed, keeps it for thirty minutes and sends the PIN. Whether the address or the number has
 * an account already is not told here: only whoever holds the phone learns that (see `finishSignup`).
 */
export async function startSignup(
  request: SignupRequest,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<SignupOutcome> {
  const block = await throttleSignup(visitor.address);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };

  const phone = parseTypedPhone(request.phone, request.country);
  const name = { key: usernameKey(request.username), skeleton: usernameSkeleton(request.username) };
  const errors: Partial<Record<SignupField, string>> = {};
  if (phone.kind !== "number") errors.phone = phoneMessage(phone);
  if (containsBrand(request.password)) errors.password = branded;
  else if (await isBreached(request.password)) errors.password = breached;
  if (await usernameTaken(name)) errors.username = taken;
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
