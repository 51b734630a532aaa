import "server-only";

import { contestNumber } from "@/db/queries/change-phone";
import { createAccount, provePhone, readSignupForm } from "@/db/queries/signups";
import { type TakenField, takenField } from "../account/taken";
import { checkPin, type PinOutcome } from "../challenges/check-pin";
import { hashSecret } from "../crypto";
import { emailKey } from "../email";
import { flowRef } from "../flow-cookie";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { observed } from "../telemetry/trace";
import { usernameKey, usernameSkeleton } from "../username";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";

export type FinishOutcome =
  /** The handle now names a verified login: NextAuth can issue the session. */
  | Readonly<{ kind: "created"; returnTo: string | null }>
  | Readonly<{ kind: "taken"; field: TakenField }>
  | Readonly<{ kind: "over" }>;

/** Makes the account of a sign-up whose phone is proved. First to prove gets the name; the others are told. */
export async function finishSignup(handle: string, visitor: Visitor): Promise<FinishOutcome> {
  const handleHash = hashSecret(handle);
  const form = await readSignupForm(handleHash);
  const email = form ? emailKey(form.email) : null;
  if (!form || !email) return { kind: "over" };
  try {
    const created = await createAccount({
      handleHash,
      usernameKey: usernameKey(form.username),
      usernameSkeleton: usernameSkeleton(form.username),
      emailKey: email,
      browserHash: visitor.browserHash ?? null,
      browser: visitor.browser,
      address: visitor.address,
      place: visitor.place,
      amr: "pwd sms",
      loginState: transition("factorPassed").to,
      loginLifeSeconds: policy.login.lifeSeconds,
    });
    return created ? { kind: "created", ...created } : { kind: "over" };
  } catch (error) {
    const field = takenField(error);
    if (!field) throw error;
    if (field === "phone") {
      // The account keeps its number; its owner is told that somebody else holds a phone with it.
      await contestNumber(form.phone, noticeChannels("number-claimed"), visitor);
      noticesSoon();
    }
    return { kind: "taken", field };
  }
}

export type SignupPinOutcome = Exclude<PinOutcome, { kind: "approved" }> | FinishOutcome;

async function checkSignup(
  handle: string,
  pin: string,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<SignupPinOutcome> {
  const outcome = await checkPin(flowRef("signup", handle), pin, providers);
  if (outcome.kind === "closed") {
    // The answer to a right PIN may have been lost on its way: then the number is proved, and only the account is missing.
    const finished = await finishSignup(handle, visitor);
    return finished.kind === "over" ? outcome : finished;
  }
  if (outcome.kind !== "approved") return outcome;
  const { browser, address } = visitor;
  const proved = await provePhone(outcome.challengeId, { browser, address });
  return proved ? finishSignup(handle, visitor) : { kind: "over" };
}

export const checkSignupPin = observed("signup.check-pin", checkSignup);
