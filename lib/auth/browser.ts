import "server-only";

import { cookies } from "next/headers";
import { hashSecret, randomSecret } from "../crypto";
import { cookieName, cookieOptions } from "../flow-cookie";
import { policy } from "../policy";

const NAME = "browser";

const nameIn = (jar: Awaited<ReturnType<typeof cookies>>): string | null => {
  const known = jar.get(cookieName(NAME))?.value;
  return known && /^[\w-]{43}$/.test(known) ? known : null;
};

/** What is stored of the name that this browser has; null: it has none yet. */
export async function knownBrowser(): Promise<string | null> {
  const known = nameIn(await cookies());
  return known && hashSecret(known);
}

/**
 * Tells browsers of an account apart, so that its owner hears of a new one: 256 random bits that open nothing. Answers
 * what is stored of them; only in an action, which can set the cookie.
 */
export async function thisBrowser(): Promise<string> {
  const jar = await cookies();
  const secret = nameIn(jar) ?? randomSecret();
  jar.set(cookieName(NAME), secret, { ...cookieOptions(), maxAge: policy.retention.browserSeconds });
  return hashSecret(secret);
}
