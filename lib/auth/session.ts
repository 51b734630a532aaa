import "server-only";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { revokeSession, touchSession } from "@/db/queries/sessions";
import { hashSecret } from "../crypto";
import { cookieName, cookieOptions, formToken } from "../flow-cookie";
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
  stepUpAgeSeconds: number;
  /** Whether notices to the owner could not be delivered. */
  undelivered: boolean;
  /** For the hidden field of every form that changes something. */
  formToken: string;
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
    /** BCP 47; null follows the browser. */
    locale: string | null;
    /** Until when nothing can be changed, because somebody said "this was not me". */
    frozenUntil: Date | null;
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
    stepUpAgeSeconds: row.stepUpAgeSeconds,
    undelivered: row.undelivered,
    formToken: formToken(sid),
    user: {
      id: row.userId,
      username: row.username,
      email: row.email,
      phone: row.phone,
      phoneEnding: row.phone.slice(-2),
      memberSince: new Date(row.memberSince),
      phoneConfirmedAt: new Date(row.phoneConfirmedAt),
      hasPassword: row.hasPassword,
      approves: row.approves,
      locale: row.locale,
      frozenUntil: row.frozenUntil === null ? null : new Date(row.frozenUntil),
    },
  };
});

export type Needs = Readonly<{ aal: Aal; freshWithin?: number; returnTo: string }>;

/** What changing anything of an account needs: both factors, one of them proved just now. */
export const forChanges = { aal: 2, freshWithin: policy.session.stepUpFreshSeconds } as const;

/** Whether a session is enough. Demands evidence; absence is refusal. */
export const isEnough = (session: Session, { aal, freshWithin }: Omit<Needs, "returnTo">): boolean =>
  session.aal >= aal && (freshWithin === undefined || session.stepUpAgeSeconds <= freshWithin);

/**
 * The guard of every page, action and handler behind the login. Whoever is logged in, and not well enough, is asked to
 * confirm that it is them, and comes back.
 */
export async function requireSession({ returnTo, ...needs }: Needs): Promise<Session> {
  const session = await currentSession();
  const next = encodeURIComponent(returnTo);
  if (!session) redirect(`/login?next=${next}`);
  if (!isEnough(session, needs)) redirect(`/account/confirm?next=${next}`);
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
