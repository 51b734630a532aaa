import "server-only";

import { cookies } from "next/headers";
import { env } from "../env";
import { cookieName, cookieOptions } from "../flow-cookie";
import { policy } from "../policy";
import { codePoints } from "../schemas/password";

const TRUSTED = "trusted";
const OFFER = "trust-offer";

/** For the cookie of a trusted browser. */
export type Kept = Readonly<{ value: string; lifeSeconds: number }>;

export const readTrusted = async (): Promise<string | null> =>
  (await cookies()).get(cookieName(TRUSTED))?.value ?? null;

export async function keepTrusted({ value, lifeSeconds }: Kept): Promise<void> {
  (await cookies()).set(cookieName(TRUSTED), value, { ...cookieOptions(), maxAge: lifeSeconds });
}

async function drop(name: string): Promise<void> {
  (await cookies()).set(cookieName(name), "", { ...cookieOptions(), maxAge: 0 });
}

export const dropTrusted = (): Promise<void> => drop(TRUSTED);
export const dropOffer = (): Promise<void> => drop(OFFER);

/** Whether a password may be the only factor at times. */
export const longEnough = (password: string): boolean =>
  codePoints(password) >= policy.password.minWhereTrusted;

/**
 * Remembers, until the login is through, whether trust can be offered after it: hashes do not tell how long a password
 * is. It opens nothing: the password is measured again at every login that is to skip the second step.
 */
export async function noteOffer(password: string): Promise<void> {
  if (env().trustedBrowserDays === null) return;
  if (!longEnough(password)) return dropOffer();
  const maxAge = policy.login.lifeSeconds + policy.trust.offerSeconds;
  (await cookies()).set(cookieName(OFFER), "1", { ...cookieOptions(), maxAge });
}

export const isNoted = async (): Promise<boolean> => (await cookies()).get(cookieName(OFFER))?.value === "1";
