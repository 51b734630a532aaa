import "server-only";

import { cookies } from "next/headers";
import type { FlowRef } from "@/db/queries/challenges";
import { hashSecret, keyedHash, keyedHashes, sameText } from "./crypto";
import { env } from "./env";
import { policy } from "./policy";

/**
 * `action`: of an account, which waits for an approval. `enrolment`: the link for a phone that is shown here.
 * `factor-enrolment`: a passkey or an authenticator app. `passkey`: a login that begins with one.
 */
export type FlowKind = FlowRef["kind"] | "action" | "enrolment" | "factor-enrolment" | "passkey";

/** `__Host-` needs https; Safari refuses it on http://localhost, so the scheme of the address decides. */
export const cookieName = (name: string): string => `${env().secure ? "__Host-" : ""}countersign-${name}`;

export const cookieOptions = () =>
  ({ httpOnly: true, secure: env().secure, sameSite: "lax", path: "/" }) as const;

const lifeSeconds = (kind: FlowKind): number => policy[kind].lifeSeconds;

/** The handle: 256 random bits that name a pending login, sign-up or confirmation. Only its hash is stored. */
export async function readHandle(kind: FlowKind): Promise<string | null> {
  const value = (await cookies()).get(cookieName(kind))?.value;
  return value && /^[\w-]{43}$/.test(value) ? value : null;
}

export async function writeHandle(kind: FlowKind, handle: string): Promise<void> {
  (await cookies()).set(cookieName(kind), handle, { ...cookieOptions(), maxAge: lifeSeconds(kind) });
}

export async function dropHandle(kind: FlowKind): Promise<void> {
  (await cookies()).set(cookieName(kind), "", { ...cookieOptions(), maxAge: 0 });
}

export const flowRef = (kind: FlowRef["kind"], handle: string): FlowRef => ({
  kind,
  handleHash: hashSecret(handle),
});

/** The value a form carries to show that it was made for the holder of this secret cookie. */
export const formToken = (secret: string): string => keyedHash("form-token", secret);

/** A form that was loaded before AUTH_SECRET was rotated is still ours. */
export const formTokens = (secret: string): readonly string[] => keyedHashes("form-token", secret);

export const isOneOf = (tokens: readonly string[], given: string): boolean =>
  tokens.some((token) => sameText(given, token));

export const formTokenMatches = (secret: string, given: string): boolean =>
  isOneOf(formTokens(secret), given);
