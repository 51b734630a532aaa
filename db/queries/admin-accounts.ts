import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";

/** An account in a list of all of them. Times are milliseconds since 1970. */
export type AccountRow = Readonly<{
  id: string;
  username: string;
  email: string;
  /** The last two digits of its number. */
  phoneEnding: string;
  createdAt: number;
  role: "user" | "admin";
  disabled: boolean;
  frozen: boolean;
  /** Where it stands in the list, for the page after it: microseconds since 1970. */
  place: string;
}>;

const micros = sql`(extract(epoch from u.created_at) * 1000000)::bigint`;

const columns = sql`u.id, u.username, u.email, right(p.number, 2) as "phoneEnding",
  (extract(epoch from u.created_at) * 1000)::float8 as "createdAt", u.role, u.disabled_at is not null as disabled,
  coalesce(u.frozen_until > now(), false) as frozen, ${micros}::text as place`;

const newestFirst = (which: SQL, most: number): SQL => sql`
  select ${columns} from users u join phones p on p.user_id = u.id where ${which}
  order by u.created_at desc, u.id desc limit ${most}::int`;

/** The account after which a page of the list begins; it need not be there any more. */
export type ListPlace = Readonly<{ place: string; id: string }>;

export async function listAccounts(after: ListPlace | null, most: number): Promise<AccountRow[]> {
  const older =
    after === null
      ? sql`true`
      : sql`(u.created_at, u.id) <
          (timestamptz 'epoch' + ${after.place}::bigint * interval '1 microsecond', ${after.id}::uuid)`;
  return db().execute<AccountRow>(newestFirst(older, most));
}

/** What an account may be found by: the beginnings of its name or address, and its whole number (E.164). */
export type AccountSearch = Readonly<{ usernameKey: string; emailKey: string; numbers: readonly string[] }>;

const beginsWith = (text: string): string => `${text.replace(/[\\%_]/g, "\\$&")}%`;

export async function searchAccounts(
  { usernameKey, emailKey, numbers }: AccountSearch,
  most: number,
): Promise<AccountRow[]> {
  const rung = numbers.map((number) => sql`select user_id from phones where number = ${number}`);
  const found = sql.join(
    [
      sql`select id from users where username_key like ${beginsWith(usernameKey)}`,
      sql`select id from users where email_key like ${beginsWith(emailKey)}`,
      ...rung,
    ],
    sql` union `,
  );
  return db().execute<AccountRow>(newestFirst(sql`u.id in (${found})`, most));
}
