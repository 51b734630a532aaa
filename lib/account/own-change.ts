import "server-only";

import { redirect } from "next/navigation";
import { needsOf, pageOf, type SessionPlace } from "../access/places";
import { currentSession, isEnough, requireFactor, requireRole, type Session } from "../auth/session";
import { isOneOf } from "../flow-cookie";
import { FOREIGN_FORM, isOwnPost } from "../forms/origin";
import { textFields } from "../forms/state";
import { holdForm } from "../step-up/hold";
import { frozenMessage } from "./frozen";

/** What was typed, to be there again after a step-up. Never a password or a PIN. */
type Kept = Readonly<Record<string, string>>;

export type Change =
  | Readonly<{ kind: "allowed"; session: Session }>
  | Readonly<{ kind: "refused"; message: string }>;

const refusedBy = (message: string): Change => ({ kind: "refused", message });

/** Whether a post comes from a page of ours that was made for this very session. */
export async function isOwnForm(session: Session, form: FormData): Promise<boolean> {
  return (await isOwnPost()) && isOneOf(session.formTokens, textFields(form, ["token"]).token);
}

/**
 * For every action that changes something of an account; what it needs is in lib/access/places.ts. Nobody logged in: to
 * the login. Logged in, and not well enough: what was typed is kept, and the person comes back to it from the step-up.
 */
export async function ownChange(
  form: FormData,
  place: SessionPlace,
  kept: Kept = {},
  page = pageOf(place),
): Promise<Change> {
  const needs = needsOf(place);
  const session = await currentSession();
  if (!session) redirect(`/login?next=${encodeURIComponent(page)}`);
  requireRole(session, place);
  if (!(await isOwnForm(session, form))) return refusedBy(FOREIGN_FORM);
  if (session.user.frozenUntil && !needs.evenFrozen)
    return refusedBy(frozenMessage(session.user.frozenUntil));
  requireFactor(session, place);
  if (isEnough(session, needs)) return { kind: "allowed", session };
  await holdForm(session, page, kept);
  redirect(`/account/confirm?next=${encodeURIComponent(page)}`);
}
