import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import { type Lockdown, lockDown, lockingDown, type Pressed } from "./lockdown";
import { type NoticeChannels, seenFrom, tellAddress, tellOwner } from "./notices";

/** A number that took the place of another. Times are milliseconds since 1970. */
export type PhoneChange = Readonly<{
  userId: string;
  /** Two digits each. */
  oldEnding: string;
  newEnding: string;
  changedAt: number;
  undoneAt: number | null;
  over: boolean;
  /** The old number belongs to another account by now. */
  taken: boolean;
  /** Null when nothing is frozen. */
  frozenUntil: number | null;
}>;

const taken = sql`exists (select 1 from phones o where o.number = c.old_number and o.user_id <> c.user_id)`;

export async function readPhoneChange(id: string): Promise<PhoneChange | null> {
  const rows = await db().execute<PhoneChange>(sql`
    select c.user_id as "userId", right(c.old_number, 2) as "oldEnding", right(c.new_number, 2) as "newEnding",
      (extract(epoch from c.changed_at) * 1000)::float8 as "changedAt",
      (extract(epoch from c.undone_at) * 1000)::float8 as "undoneAt", c.undo_until <= now() as "over", ${taken} as "taken",
      case when u.frozen_until > now() then (extract(epoch from u.frozen_until) * 1000)::float8 end as "frozenUntil"
    from phone_changes c join users u on u.id = c.user_id where c.id = ${id}`);
  return rows[0] ?? null;
}

export type UndoRule = Lockdown &
  Readonly<{ channels: Readonly<Record<"restored" | "frozen", NoticeChannels>> }>;

/** Where the old number cannot come back, what is left to do is done once for as long as it lasts. */
const open = (id: string): SQL => sql`
  select c.*, p.number as current, ${taken} as taken
  from phone_changes c join users u on u.id = c.user_id join phones p on p.user_id = c.user_id
  where c.id = ${id} and c.undone_at is null and c.undo_until > now()
    and (not ${taken} or u.frozen_until is null or u.frozen_until <= now())`;

/**
 * Puts the old number back, and with it what was changed after it, ends and freezes; once, however often it is asked for.
 * A further change shields none before it. When another account takes the old number at this very moment it throws as
 * `createAccount` does, and nothing has happened.
 */
export async function undoPhoneChange(
  id: string,
  userId: string,
  rule: UndoRule,
  pressed: Pressed,
): Promise<void> {
  const { browser, address, place } = pressed;
  const { restored, frozen } = rule.channels;
  const seen = seenFrom(sql`${browser}::text`, sql`${place}::text`);
  const endings = sql`jsonb_build_object('oldEnding', right(owner.current, 2), 'newEnding', right(owner.old_number, 2))`;
  await lockingDown(
    userId,
    sql`select user_id from (${open(id)}) o`,
    rule,
    sql`
      with owner as (${open(id)}), ${lockDown(rule, pressed)}, restored as (
        update phones set number = owner.old_number, confirmed_at = owner.changed_at, changed_at = null,
          last_used_at = null, contested_at = null
        from owner where phones.user_id = owner.user_id and not owner.taken returning phones.user_id
      ), undone as (
        update phone_changes set undone_at = now() from owner join restored on restored.user_id = owner.user_id
        where phone_changes.user_id = owner.user_id and phone_changes.undone_at is null
          and phone_changes.changed_at >= owner.changed_at
      ), told as (${tellOwner(
        "number-restored",
        restored,
        sql`select user_id, ${seen} || ${endings} as details from owner where not taken`,
      )}), told_old as (${tellAddress(
        "number-restored",
        "text",
        sql`select owner.user_id, owner.old_number as recipient,
          jsonb_build_object('username', users.username) || ${seen} || ${endings} as details
          from owner join users on users.id = owner.user_id where not taken and ${restored.text}`,
      )}), told_frozen as (${tellOwner(
        "changes-frozen",
        frozen,
        sql`select frozen.user_id, ${seen} || jsonb_build_object('until', frozen_until) as details
          from frozen join owner on owner.user_id = frozen.user_id where owner.taken`,
      )})
      insert into audit (event, outcome, user_id, browser, address, details)
      select 'phone.restored', case when taken then 'taken' else 'restored' end, user_id, ${browser}, ${address}::text,
        jsonb_build_object('place', ${place}::text) || ${endings} from owner`,
  );
}
