import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { ago } from "./clock";

/** Roles that may not be without a passkey or a phone that approves, once they have been one for so long. */
export type Keeping = readonly Readonly<{ role: string; graceSeconds: number }>[];

/** A condition on `me`, a row of `users`: one passkey, or one phone that approves, may be taken from it. */
export const maySpare = (keeping: Keeping): SQL => {
  const bound = keeping.map(
    ({ role, graceSeconds }) => sql`me.role = ${role} and me.role_since <= ${ago(graceSeconds)}`,
  );
  const count = (table: string) =>
    sql`(select count(*) from ${sql.identifier(table)} x where x.user_id = me.id and x.revoked_at is null)`;
  return sql`(not (${sql.join([sql`false`, ...bound], sql` or `)}) or ${count("passkeys")} + ${count("devices")} > 1)`;
};
