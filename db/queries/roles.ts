import "server-only";

import { type SQL, sql } from "drizzle-orm";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { type NoticeChannels, type NoticeKind, tellOwner } from "./notices";

/** How a command on the operator's own machine signs what it does. */
const COMMAND = "Command line";

/** The account that was named, as it is now. */
export type RoleHolder = Readonly<{
  username: string;
  email: string;
  role: "user" | "admin";
  disabled: boolean;
  /** Whether it has just become what it is. */
  changed: boolean;
  /** Milliseconds since 1970, and how long that is ago. */
  roleSince: number;
  roleAgeSeconds: number;
  passkeys: number;
  devices: number;
}>;

export type NamedAccount = Readonly<{ usernameKey: string } | { emailKey: string }>;

type Database = Pick<PostgresJsDatabase<Record<string, never>>, "execute">;

const words = {
  admin: { outcome: "given", notice: "role-given" },
  user: { outcome: "taken", notice: "role-taken" },
} as const satisfies Readonly<Record<string, Readonly<{ outcome: string; notice: NoticeKind }>>>;

const count = (table: string): SQL =>
  sql`(select count(*)::int from ${sql.identifier(table)} x where x.user_id = f.id and x.revoked_at is null)`;

/**
 * Gives an account a role; one that it has stays as it is, with its date. No disabled account becomes an administrator.
 * Null: there is no such account. `database` is the caller's: this runs beside the application, not in it.
 */
export async function setRole(
  database: Database,
  by: NamedAccount,
  role: "user" | "admin",
  channels: NoticeChannels,
): Promise<RoleHolder | null> {
  const named =
    "emailKey" in by ? sql`u.email_key = ${by.emailKey}` : sql`u.username_key = ${by.usernameKey}`;
  const { outcome, notice } = words[role];
  const rows = await database.execute<RoleHolder>(sql`
    with changed as (
      update users u set role = ${role}, role_since = now()
      where ${named} and u.role <> ${role} and (${role === "user"} or u.disabled_at is null)
      returning u.id as user_id, u.role, u.role_since
    ), told as (${tellOwner(notice, channels, sql`select user_id, '{}'::jsonb as details from changed`)}), audited as (
      insert into audit (event, outcome, user_id, browser)
      select 'admin.role', ${outcome}, user_id, ${COMMAND} from changed
    )
    select f.username, f.email, coalesce(c.role, f.role) as role, f.disabled_at is not null as disabled,
      c.user_id is not null as changed,
      (extract(epoch from coalesce(c.role_since, f.role_since)) * 1000)::float8 as "roleSince",
      extract(epoch from now() - coalesce(c.role_since, f.role_since))::float8 as "roleAgeSeconds",
      ${count("passkeys")} as passkeys, ${count("devices")} as devices
    from (select u.* from users u where ${named}) f left join changed c on c.user_id = f.id`);
  return rows[0] ?? null;
}
