import "server-only";

import { createPhoneAccount } from "@/db/queries/phone-accounts";
import { type TakenField, takenField } from "../account/taken";
import { hashSecret } from "../crypto";
import { emailKey } from "../email";
import { usernameKey, usernameSkeleton } from "../username";
import type { Visitor } from "../visitor";
import { transition } from "./machine";

export type NameOutcome =
  | Readonly<{ kind: "created"; returnTo: string | null }>
  | Readonly<{ kind: "taken"; field: TakenField }>
  | Readonly<{ kind: "over" }>;

/** Makes the account of a number that is proved and new here. Its login is verified afterwards. */
export async function nameAccount(
  handle: string,
  { username, email }: Readonly<{ username: string; email: string }>,
  { browser, address }: Visitor,
): Promise<NameOutcome> {
  const key = emailKey(email);
  if (!key) return { kind: "over" };
  const account = {
    handleHash: hashSecret(handle),
    username,
    usernameKey: usernameKey(username),
    usernameSkeleton: usernameSkeleton(username),
    email,
    emailKey: key,
    browser,
    address,
  };
  const step = { from: transition("moreNeeded").to, passed: transition("morePassed") };
  try {
    const created = await createPhoneAccount(account, step);
    return created ? { kind: "created", ...created } : { kind: "over" };
  } catch (error) {
    const field = takenField(error);
    if (!field) throw error;
    return { kind: "taken", field };
  }
}
