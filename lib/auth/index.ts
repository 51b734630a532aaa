import "server-only";

import { AsyncLocalStorage } from "node:async_hooks";
import type { NextRequest } from "next/server";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import { decode } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { env } from "../env";
import { cookieName, cookieOptions } from "../flow-cookie";
import { log } from "../log";
import { policy } from "../policy";
import { findLiveSession, redeemHandle } from "./redeem";

/** What the database could not tell while a session was read. */
const faults = new AsyncLocalStorage<{ fault?: unknown }>();

async function liveSession(sid: unknown) {
  try {
    return await findLiveSession(sid);
  } catch (error) {
    const seen = faults.getStore();
    if (seen) seen.fault = error;
    throw error;
  }
}

/**
 * NextAuth issues and reads the cookie; the `sessions` row decides. Its token carries our `sid` and nothing
 * else. This file and its route are the only ones that know NextAuth.
 */
const sessionCookie = () => cookieName("session");

const config = (): NextAuthConfig => ({
  trustHost: true,
  secret: [...env().authSecrets],
  session: { strategy: "jwt", maxAge: policy.session[1].absoluteSeconds },
  cookies: {
    sessionToken: { name: sessionCookie(), options: cookieOptions() },
    // NextAuth always sets this one; our return path is in the login's row, so it may go at once.
    callbackUrl: { name: cookieName("return"), options: { ...cookieOptions(), maxAge: 0 } },
    csrfToken: { name: cookieName("csrf"), options: cookieOptions() },
  },
  useSecureCookies: env().secure,
  pages: { signIn: "/login", error: "/login" },
  providers: [
    Credentials({
      credentials: { handle: {} },
      // Reachable by anybody who can post: a handle is redeemed only when the database calls its login verified.
      authorize: ({ handle }) => redeemHandle(handle),
    }),
  ],
  callbacks: {
    // `session` of an update comes from the browser and is never looked at.
    async jwt({ token, user }) {
      if (user?.sid) return { sid: user.sid };
      return (await liveSession(token.sid)) ? { sid: token.sid } : null;
    },
    async session({ session, token }) {
      const live = await liveSession(token.sid);
      return { expires: session.expires, user: { name: live?.username ?? null } };
    },
  },
  logger: {
    error: (error) => log("warn", "auth.refused", { cause: error.name }),
    warn: (code) => log("warn", "auth.warning", { code }),
    debug: () => undefined,
  },
});

const { handlers, signIn } = NextAuth(config);

export { handlers };

/**
 * Who is logged in, as NextAuth tells it. It takes a database that is away for a broken cookie, and removes that: its
 * answer is thrown away then, and the fault thrown.
 */
export async function tellSession(request: NextRequest): Promise<Response> {
  const seen: { fault?: unknown } = {};
  const answer = await faults.run(seen, () => handlers.GET(request));
  if (seen.fault !== undefined) throw seen.fault;
  return answer;
}

/** Sets the session cookie for the handle of a verified login. False: the handle was not redeemed. */
export async function issueSession(handle: string): Promise<boolean> {
  try {
    await signIn("credentials", { handle, redirect: false });
    return true;
  } catch (error) {
    if (error instanceof CredentialsSignin) return false;
    throw error;
  }
}

/** The session id in a cookie value, or null: decrypted, never trusted without its row. */
export async function readSid(token: string): Promise<string | null> {
  try {
    const payload = await decode({ token, secret: [...env().authSecrets], salt: sessionCookie() });
    return typeof payload?.sid === "string" ? payload.sid : null;
  } catch {
    return null;
  }
}

declare module "next-auth" {
  interface User {
    /** Set by `authorize`, read by the jwt callback. */
    sid?: string;
  }
}
