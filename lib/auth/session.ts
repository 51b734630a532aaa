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
  /** For the hidden field of every form that changes something. */
  formToken: string;
  user: Readonly<{
    id: string;
    username: string;
    email: string;
    phoneEnding: string;
    memberSince: Date;
    phoneConfirmedAt: Date;
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
    formToken: formToken(sid),
    user: {
      id: row.userId,
      username: row.username,
      email: row.email,
      phoneEnding: row.phone.slice(-2),
      memberSince: new Date(row.memberSince),
      phoneConfirmedAt: new Date(row.phoneConfirmedAt),
    },
  };
});

export type Needs = Readonly<{ aal: Aal; freshWithin?: number; returnTo: string }>;

/** The guard of every page, action and handler behind the login. Demands evidence; absence is refusal. */
export async function requireSession({ aal, freshWithin, returnTo }: Needs): Promise<Session> {
  const session = await currentSession();
  const fresh = freshWithin === undefined || (session !== null && session.stepUpAgeSeconds <= freshWithin);
  if (session && session.aal >= aal && fresh) return session;
  redirect(`/login?next=${encodeURIComponent(returnTo)}`);
}

/** Ends the row first; a copied cookie is worth nothing from then on. */
export async function endSession(reason: "logout" | "replaced"): Promise<void> {
  const token = await readToken();
  const sid = token ? await readSid(token) : null;
  if (sid) await revokeSession(hashSecret(sid), reason);
  if (token) (await cookies()).set(cookieName("session"), "", { ...cookieOptions(), maxAge: 0 });
}

/** Opens the session of a verified login; the one that this browser had before ends. */
export async function enterSession(handle: string): Promise<boolean> {
  await endSession("replaced");
  return issueSession(handle);
}
