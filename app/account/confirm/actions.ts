"use server";

import { redirect } from "next/navigation";
import { isOwnForm } from "@/lib/account/own-change";
import { unlessOverloaded } from "@/lib/auth/hash-gate";
import { requireSession, type Session } from "@/lib/auth/session";
import { askPin } from "@/lib/challenges/ask-pin";
import { tryAgainMessage } from "@/lib/forms/pin-answers";
import { type FormState, invalid, refused, rejected, textFields } from "@/lib/forms/state";
import { HOME, safeReturnPath } from "@/lib/redirect";
import { type OwnPasswordField, ownPasswordInput } from "@/lib/schemas/own-password";
import { completeStepUp, confirmPassword, stepUpHandle } from "@/lib/step-up/confirm";
import { leaveMessage, stepUpWays } from "@/lib/step-up/ways";
import { readVisitor } from "@/lib/visitor";
import { waitText } from "@/lib/wait-text";

const PIN_PAGE = "/account/confirm/pin";

const wantedPage = (form: FormData): string => safeReturnPath(textFields(form, ["next"]).next) ?? HOME;
const confirmPage = (page: string): string => `/account/confirm?next=${encodeURIComponent(page)}`;

async function sendPin(session: Session, handle: string): Promise<never> {
  const { id: userId, phone, locale } = session.user;
  await askPin("step-up", handle, { userId, phone, locale }, await readVisitor());
  redirect(PIN_PAGE);
}

/** Sends the PIN of a step-up and leads to its page. */
export async function askStepUpPin(form: FormData): Promise<void> {
  const page = wantedPage(form);
  const session = await requireSession("/account/confirm#askStepUpPin", confirmPage(page));
  if (!(await isOwnForm(session, form))) redirect(confirmPage(page));
  await sendPin(session, await stepUpHandle(session, page));
}

const shownPages: Readonly<Record<string, string>> = {
  passkey: "/account/confirm/passkey",
  authenticator: "/account/confirm/authenticator",
  recovery: "/account/confirm/recovery",
};

/** To the page of a factor that is shown at once: nothing is sent for it. */
export async function tryStepUpWay(form: FormData): Promise<void> {
  const page = wantedPage(form);
  const session = await requireSession("/account/confirm#tryStepUpWay", confirmPage(page));
  const { way } = textFields(form, ["way"]);
  const shownPage = shownPages[way];
  if (!shownPage || !(await isOwnForm(session, form))) redirect(confirmPage(page));
  if (!(await stepUpWays(session)).some((step) => step === way)) redirect(confirmPage(page));
  await leaveMessage(await stepUpHandle(session, page));
  redirect(shownPage);
}

export async function submitStepUpPassword(
  _previous: FormState<OwnPasswordField>,
  form: FormData,
): Promise<FormState<OwnPasswordField>> {
  const page = wantedPage(form);
  const session = await requireSession("/account/confirm#submitStepUpPassword", page);
  if (!(await isOwnForm(session, form))) return refused(tryAgainMessage);
  const input = ownPasswordInput.safeParse(textFields(form, ["password"]));
  if (!input.success) return invalid(input.error);
  const handle = await stepUpHandle(session, page);
  const outcome = await unlessOverloaded(
    confirmPassword(session, handle, input.data.password, await readVisitor()),
  );
  switch (outcome.kind) {
    case "right":
      if (!outcome.proved) return sendPin(session, handle);
      await completeStepUp(session, handle);
      return redirect(page);
    case "wrong":
      return rejected({ password: "That is not your password." });
    case "throttled":
      return refused(`Too many attempts. Try again in ${waitText(outcome.retryAfterSeconds)}.`);
    case "busy":
      return refused("Many people are logging in just now. Wait a few seconds and try again.");
    case "over":
      return redirect(confirmPage(page));
  }
}
