import "server-only";

import { cookies } from "next/headers";
import { hashSecret, randomSecret } from "../crypto";
import { cookieName, cookieOptions } from "../flow-cookie";
import { policy } from "../policy";

const NAME = "browser";

/**
 * Tells browsers of an account apart, so that its owner hears of a new one: 256 random bits that open nothing. Answers
 * what is stored of them; only in an action, which can set the cookie.
 */
export async function thisBrowser(): Promise<string> {
  const jar = await cookies();
  const known = jar.get(cookieName(NAME))?.value;
  const secret = known && /^[\w-]{43}$/.test(known) ? known : randomSecret();
  jar.set(cookieName(NAME), secret, { ...cookieOptions(), maxAge: policy.retention.browserSeconds });
  return hashSecret(secret);
}
