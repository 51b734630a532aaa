import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Offered, offered } from "./factors";

export type LoginAccount = Readonly<Record<"id" | "username" | "email" | "phone", string>> &
  Readonly<{
    /** Null: signed up by phone, and has chosen none yet. */
    passwordHash: string | null;
    /** The language of texts and calls, BCP 47; null follows the browser. */
    locale: string | null;
    /** The second factor that was passed last in this browser. */
    lastAsked: string | null;
    /** Milliseconds since 1970. */
    now: number;
  }> &
  Offered;

export type AccountKey = Readonly<{ usernameKey: string } | { emailKey: string } | { phone: string }>;

/** Whether account `u` with phone `p` is the one that was typed. */
export function isNamed(by: AccountKey): SQL {
  if ("emailKey" in by) return sql`u.email_key = ${by.emailKey}`;
  return "phone" in by ? sql`p.number = ${by.phone}` : sql`u.username_key = ${by.usernameKey}`;
}

/** The account a typed user name, e-mail address or number (E.164) belongs to; disabled accounts are not found. */
export async function findLoginAccount(
  by: AccountKey,
  browserHash: string | null = null,
): Promise<LoginAccount | null> {
  const rows = await db().execute<LoginAccount>(sql`
    select u.id, u.username, u.email, u.password_hash as "passwordHash", u.locale, p.number as "phone",
      ${offered("u")}, (
        select b.last_asked from browsers b where b.user_id = u.id and b.browser_hash = ${browserHash}::text) as "lastAsked",
      floor(extract(epoch from now()) * 1000)::float8 as "now"
    from users u join phones p on p.user_id = u.id
    where ${isNamed(by)} and u.disabled_at is null`);
  return rows[0] ?? null;
}

/** Null: the account has no password, or is gone. */
export async function findPasswordHash(userId: string): Promise<string | null> {
  const rows = await db().execute<{ hash: string | null }>(sql`
    select password_hash as hash from users where id = ${userId} and disabled_at is null`);
  return rows[0]?.hash ?? null;
}

/** Whether a user name, or one that looks like it, belongs to somebody. */
export async function usernameTaken(name: Readonly<{ key: string; skeleton: string }>): Promise<boolean> {
  const rows = await db().execute(sql`
    select 1 from users where username_key = ${name.key} or username_skeleton = ${name.skeleton} limit 1`);
  return rows.length > 0;
}

export async function replacePasswordHash(userId: string, from: string, to: string): Promise<void> {
  await db().execute(sql`
    update users set password_hash = ${to} where id = ${userId} and password_hash = ${from}`);
}
