"use server";

import { jsonOf } from "@/lib/approvals/posts";
import { thisBrowser } from "@/lib/auth/browser";
import { ownFlow } from "@/lib/forms/own-flow";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { logInByPasskey } from "@/lib/passkeys/enter";
import { safeReturnPath } from "@/lib/redirect";
import { passkeyAnswer } from "@/lib/schemas/passkey";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";
import { enter } from "../enter";

const OVER = "That took too long, or another page of ours has asked since. Try it once more.";
const REFUSED = "That passkey opens no account here: it may have been removed. Log in with your password.";
const UNVERIFIED =
  "That passkey did not check your finger, face or PIN, so it is not enough alone. Log in with your password first; it is asked for afterwards.";
const COPIED =
  "That passkey was refused: it says that it was used less often than we know, so there may be a copy of it. Log in with your password, and remove it under Security.";

/** A passkey has answered, from the page of the login or by the browser's suggestions on it. */
export async function enterByPasskey(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const handle = await ownFlow("passkey", form);
  if (!handle) return refused(OVER);
  const { answer, next } = textFields(form, ["answer", "next"]);
  const input = passkeyAnswer.safeParse(jsonOf(answer));
  if (!input.success) return refused(REFUSED);
  const returnTo = safeReturnPath(next);
  const begins = { returnTo, browserHash: await thisBrowser() };
  const outcome = await logInByPasskey(handle, input.data, begins, await readVisitor());
  switch (outcome.kind) {
    case "verified":
      return enter(handle, returnTo, "passkey");
    case "refused":
      return refused(REFUSED);
    case "unverified":
      return refused(UNVERIFIED);
    case "copied":
      return refused(COPIED);
    case "over":
      return refused(OVER);
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`);
  }
}
