"use server";

import { thisBrowser } from "@/lib/auth/browser";
import { ownFlow } from "@/lib/forms/own-flow";
import { readAnswer, takePasskey, tooManyPasskeys } from "@/lib/forms/passkey-answers";
import { type FormState, refused, textFields } from "@/lib/forms/state";
import { logInByPasskey } from "@/lib/passkeys/enter";
import { safeReturnPath } from "@/lib/redirect";
import { readVisitor } from "@/lib/visitor";
import { enter, whereLoginStands } from "../enter";

const OVER = "That took too long, or another page of ours has asked since. Try it once more.";
const REFUSED = "That passkey opens no account here: it may have been removed. Log in with your password.";
const UNVERIFIED =
  "That passkey did not check your finger, face or PIN, so it is not enough alone. Log in with your password first; it is asked for afterwards.";
const COPIED =
  "That passkey was refused: it says that it was used less often than we know, so there may be a copy of it. Log in with your password, and remove it under Security.";

/** A passkey has answered by itself, from the page of the login or by the browser's suggestions on it. */
export async function enterByPasskey(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  const handle = await ownFlow("passkey", form);
  if (!handle) return refused(OVER);
  const answer = readAnswer(form);
  if (!answer) return refused(REFUSED);
  const returnTo = safeReturnPath(textFields(form, ["next"]).next);
  const begins = { returnTo, browserHash: await thisBrowser() };
  const outcome = await logInByPasskey(handle, answer, begins, await readVisitor());
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
      return tooManyPasskeys(outcome.retryAfterSeconds);
  }
}

/** A passkey after the password. */
export async function submitPasskey(_previous: FormState<never>, form: FormData): Promise<FormState<never>> {
  return takePasskey("login", form, { passed: enter, closed: whereLoginStands });
}
