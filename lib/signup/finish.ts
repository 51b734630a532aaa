import "server-only";

import { z } from "zod";
import { createAccount, provePhone, readSignupForm } from "@/db/queries/signups";
import { checkPin, type PinOutcome } from "../challenges/check-pin";
import { hashSecret } from "../crypto";
import { emailKey } from "../email";
import { flowRef } from "../flow-cookie";
import { transition } from "../login/machine";
import { policy } from "../policy";
import { usernameKey, usernameSkeleton } from "../username";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";

type TakenField = "username" | "email" | "phone";

export type FinishOutcome =
  /** The handle now names a verified login: NextAuth can issue the session. */
  | Readonly<{ kind: "created"; returnTo: string | null }>
  | Readonly<{ kind: "taken"; field: TakenField }>
  | Readonly<{ kind: "over" }>;

const conflict = z.object({ code: z.literal("23505"), constraint_name: z.string() });
const wrapped = z.object({ cause: conflict }).transform(({ cause }) => cause);

const fields: Record<string, TakenField> = {
  users_username_key_unique: "username",
  users_username_skeleton_unique: "username",
  users_email_key_unique: "email",
  phones_number_unique: "phone",
};

function takenField(error: unknown): TakenField | null {
  const parsed = z.union([conflict, wrapped]).safeParse(error);
  return parsed.success ? (fields[parsed.data.constraint_name] ?? null) : null;
}

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
    return { kind: "taken", field };
  }
}

export type SignupPinOutcome = Exclude<PinOutcome, { kind: "approved" }> | FinishOutcome;

export async function checkSignupPin(
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
