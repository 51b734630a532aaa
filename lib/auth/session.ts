import "server-only";

import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { revokeSession, touchSession } from "@/db/queries/sessions";
import { type Needs, needsOf, pageOf, type SessionPlace } from "../access/places";
import {
  isOpenWhileOverdue,
  isOverdue,
  type Required,
  type Role,
  requiredOf,
  showsRequired,
} from "../access/roles";
import { hashSecret } from "../crypto";
import { cookieName, cookieOptions, formToken, formTokens } from "../flow-cookie";
import { policy } from "../policy";
import { type Aal, aalOf, type Method, methodsOf } from "./assurance";
import { issueSession, readSid } from "./index";
import { findLiveSession } from "./redeem";

/** What pages and actions may know of whoever is logged in. */
export type Session = Readonly<{
  id: string;
  aal: Aal;
  methods: readonly Method[];
  openedAt: Date;
  ageSeconds: number;
  stepUpAgeSeconds: number;
  /** Whether notices to the owner could not be delivered. */
  undelivered: boolean;
  /** For the hidden field of every form that changes something. */
  formToken: string;
  /** What such a field may hold: also what it held before AUTH_SECRET was rotated. */
  formTokens: readonly string[];
  user: Readonly<{
    id: string;
    username: string;
    email: string;
    /** E.164. */
    phone: string;
    phoneEnding: string;
    memberSince: Date;
    phoneConfirmedAt: Date;
    hasPassword: boolean;
    /** Whether a phone is enrolled that approves. */
    approves: boolean;
    /** How many of what is stronger than a text. */
    strong: Readonly<{ passkey: number; phone: number; authenticator: number }>;
    /** Recovery codes. */
    codes: Readonly<{ left: number; used: boolean }>;
    role: Role;
    /** What the role asks of the account; null where it asks nothing. */
    required: Required | null;
    /** BCP 47; null follows the browser. */
    locale: string | null;
    /** Until when nothing can be changed, because somebody said "this was not me". */
    frozenUntil: Date | null;
    /** From when on the account can be given a new phone, because somebody says that all is lost. */
    recoverableAt: Date | null;
  }>;
}>;

const readToken = async (): Promise<string | null> =>
  (await cookies()).get(cookieName("session"))?.value ?? null;

/** The session of this request, read once per request from the database; null when there is none. */
export const currentSession = cache(async (): Promise<Session | null> => {
  const token = await readToken();
  const sid = token ? await readSid(token) : null;
  const row = await findLiveSession(sid);
  if (!sid || !row) return null;
  if (row.idleSeconds > policy.session.touchAfterSeconds) await touchSession(row.id);
  return {
    id: row.id,
    aal: aalOf(row.amr),
    methods: methodsOf(row.amr),
    openedAt: new Date(row.openedAt),
    ageSeconds: row.ageSeconds,
    stepUpAgeSeconds: row.stepUpAgeSeconds,
    undelivered: row.undelivered,
    formToken: formToken(sid),
    formTokens: formTokens(sid),
    user: {
      id: row.userId,
      username: row.username,
      email: row.email,
      phone: row.phone,
      phoneEnding: row.phone.slice(-2),
      memberSince: new Date(row.memberSince),
      phoneConfirmedAt: new Date(row.phoneConfirmedAt),
      hasPassword: row.hasPassword,
      approves: row.devices > 0,
      strong: { passkey: row.passkeys, phone: row.devices, authenticator: row.apps },
      codes: { left: row.codesLeft, used: row.codesUsed },
      role: row.role,
      required: requiredOf(
        row.role,
        { at: new Date(row.roleSince), ageSeconds: row.roleAgeSeconds },
        { passkey: row.passkeys, approval: row.devices },
      ),
      locale: row.locale,
      frozenUntil: row.frozenUntil === null ? null : new Date(row.frozenUntil),
      recoverableAt: row.recoverableAt === null ? null : new Date(row.recoverableAt),
    },
  };
});

/** What changing anything of an account needs: both factors, one of them proved just now. */
export const forChanges = { aal: 2, fresh: true } as const satisfies Needs;

/** Whether a session is enough. Demands evidence; absence is refusal. */
export function isEnough(session: Session, { aal, fresh, orAllItHas }: Needs): boolean {
  const least = orAllItHas && !session.user.hasPassword ? 1 : aal;
  if (session.aal < least) return false;
  if (fresh && session.stepUpAgeSeconds > policy.session.stepUpFreshSeconds) return false;
  return least === 1 || showsRequired(session.user.required, session.methods);
}

/** Whether what the place needs is there already, and nobody will be asked for more. */
export const isEnoughFor = (session: Session, place: SessionPlace): boolean =>
  isEnough(session, needsOf(place));

/** What is for one role is, for everybody else, an address that does not exist. */
export function requireRole({ user }: Session, place: SessionPlace): void {
  const { role } = needsOf(place);
  if (role !== undefined && user.role !== role) notFound();
}

/**
 * An account whose role needs a factor that it has not goes nowhere but to where it gets one, once that is overdue; and
 * never to what is for that role.
 */
export function requireFactor({ user }: Session, place: SessionPlace): void {
  const lacking = needsOf(place).role !== undefined && user.required?.held === 0;
  if (lacking || (isOverdue(user.required) && !isOpenWhileOverdue(pageOf(place))))
    redirect("/account/security?required=1");
}

/**
 * The guard of every page, action and handler behind the login; what it asks is in lib/access/places.ts. Whoever is
 * logged in, and not well enough, is asked to confirm that it is them, and comes back.
 */
export async function requireSession(
  place: SessionPlace,
  returnTo: string = pageOf(place),
): Promise<Session> {
  const session = await currentSession();
  const next = encodeURIComponent(returnTo);
  if (!session) redirect(`/login?next=${next}`);
  requireRole(session, place);
  requireFactor(session, place);
  if (!isEnoughFor(session, place)) redirect(`/account/confirm?next=${next}`);
  return session;
}

/** Ends the row first; a copied cookie is worth nothing from then on. */
export async function endSession(reason: "logout" | "replaced"): Promise<void> {
  const token = await readToken();
  const sid = token ? await readSid(token) : null;
  if (sid) await revokeSession(hashSecret(sid), reason);
  if (token) (await cookies()).set(cookieName("session"), "", { ...cookieOptions(), maxAge: 0 });
}

/** The session of this browser goes on under a new id; the statement that opens that one ends the old one. */
export const continueSession = (handle: string): Promise<boolean> => issueSession(handle);

/** Opens the session of a verified login; the one that this browser had before ends. */
export async function enterSession(handle: string): Promise<boolean> {
  await endSession("replaced");
  return issueSession(handle);
}
