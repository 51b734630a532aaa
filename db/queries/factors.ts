import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

/** Tables of what is stronger than a text: rows have an owner and may be revoked. */
const tables = ["passkeys", "devices", "authenticator_apps"] as const;

const has = (table: (typeof tables)[number], userId: SQL): SQL =>
  sql`exists (select 1 from ${sql.identifier(table)} h where h.user_id = ${userId} and h.revoked_at is null)`;

/** Whether an account has something that is stronger than a text. */
export const hasStronger = (userId: SQL): SQL =>
  sql`(${sql.join(
    tables.map((table) => has(table, userId)),
    sql` or `,
  )})`;

/**
 * Columns: what the account of a row can be asked for, beside the PIN. `user` names a row of `users`. Recovery codes are
 * those that are left.
 */
export const offered = (user: string): SQL => {
  const u = sql.identifier(user);
  const id = sql`${u}.id`;
  return sql`${has("passkeys", id)} as "passkey", ${has("authenticator_apps", id)} as "authenticator",
    ${u}.approvals_off_at is null and ${has("devices", id)} as "approval",
    (select count(*)::int from recovery_codes c where c.user_id = ${id} and c.confirmed_at is not null and c.used_at is null
      and c.dropped_at is null) as "recoveryCodes"`;
};

/** What an account can be asked for, beside the PIN that goes to its phone. */
export type Offered = Readonly<{
  passkey: boolean;
  authenticator: boolean;
  /** A phone that approves, and may be asked. */
  approval: boolean;
  recoveryCodes: number;
}>;

export async function offeredTo(userId: string): Promise<Offered> {
  const rows = await db().execute<Offered>(sql`select ${offered("u")} from users u where u.id = ${userId}`);
  return rows[0] ?? { passkey: false, authenticator: false, approval: false, recoveryCodes: 0 };
}

/** WITH query `me`: locks the owner of `flow` (user_id) before what they have, as whoever takes that away does. */
export const ownerHeld = sql`me as (
    select u.id from users u join flow on flow.user_id = u.id for no key update of u
  )`;
