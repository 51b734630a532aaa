import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { db } from "../client";
import type { AuditContext } from "./audit";
import { asOwner, endPending, endSessions } from "./endings";
import type { Transition } from "./logins";
import { type NoticeChannels, seenFrom, tellAddress, tellOwner, withdrawLink } from "./notices";
import { mayFinish } from "./recoveries";

/** A recovery whose new number is proved. */
export type ProvedRecovery = Readonly<{ id: string; userId: string; phone: string }>;

/** A query: confirmation `k` of a handle with recovery `r` and user `u`, while all three may be finished. */
const proved = (handleHash: string): SQL => sql`
  from confirmations k join users u on u.id = k.user_id join recoveries r on r.user_id = k.user_id
  where k.handle_hash = ${handleHash} and k.purpose = 'recovery' and k.state = 'proved' and k.expires_at > now()
    and ${mayFinish}`;

export async function findProvedRecovery(handleHash: string): Promise<ProvedRecovery | null> {
  const rows = await db().execute<ProvedRecovery>(sql`
    select r.id, k.user_id as "userId", k.phone ${proved(handleHash)}`);
  return rows[0] ?? null;
}

/** What can be called lost, by its table, and how the history knows it. */
const lost = [
  { table: "devices", event: "device.removed", kind: null },
  { table: "passkeys", event: "factor.removed", kind: "passkey" },
  { table: "authenticator_apps", event: "factor.removed", kind: "authenticator" },
] as const;

/** WITH queries over `done` (user_id): every factor goes, and no browser is known any more. */
function dropFactors({ browser, address }: AuditContext): SQL {
  const gone = lost.map(({ table, event, kind }) => {
    const name = sql.identifier(table);
    const removed = sql.identifier(`${table}_removed`);
    const push = table === "devices" ? sql`, push_endpoint = null, push_key = null, push_auth = null` : sql``;
    return sql`${removed} as (
      update ${name} f set revoked_at = now() ${push} from done
      where f.user_id = done.user_id and f.revoked_at is null returning f.user_id, f.name
    ), ${sql.identifier(`${table}_audit`)} as (
      insert into audit (event, outcome, user_id, browser, address, details)
      select ${event}, 'recovery', user_id, ${browser}, ${address}::text,
        jsonb_build_object('device', name, 'factor', ${kind}::text) from ${removed}
    )`;
  });
  return sql`${sql.join(gone, sql`, `)}, codes_dropped as (
      update recovery_codes c set dropped_at = now() from done
      where c.user_id = done.user_id and c.dropped_at is null and c.used_at is null
    ), unenrolled as (
      update factor_enrolments e set used_at = now(), secret = null from done
      where e.user_id = done.user_id and e.used_at is null
    ), forgotten as (
      delete from browsers b using done where b.user_id = done.user_id
    )`;
}

/**
 * The proved number takes the place of everything else that the account had, once: every factor, session and pending
 * thing ends, and every address and both numbers are told. It logs nobody in. A number that belongs to another account
 * throws as `createAccount` does, and nothing has happened. False: it was stopped, or its time is over.
 */
export async function finishRecovery(
  { handleHash, userId }: Readonly<{ handleHash: string; userId: string }>,
  revoked: Transition,
  notices: NoticeChannels,
  { browser, address, place }: AuditContext & Readonly<{ place: string | null }>,
): Promise<boolean> {
  const details = sql`${seenFrom(sql`${browser}::text`, sql`${place}::text`)}
    || jsonb_build_object('newEnding', right(phone, 2))`;
  const pending = endPending(
    sql`select k.user_id ${proved(handleHash)}`,
    revoked,
    undefined,
    sql`select id from confirmations where handle_hash = ${handleHash}`,
  );
  const change = sql`
    with proof as (
      select k.id, k.user_id, k.phone, r.id as recovery_id, u.username ${proved(handleHash)} for no key update of k, u
    ), done as (
      update recoveries r set state = 'done', ended_at = now() from proof
      where r.id = proof.recovery_id and r.state = 'waiting' returning r.user_id, proof.id, proof.phone, proof.username
    ), confirmed as (
      update confirmations k set state = 'done', ended_at = now() from done where k.id = done.id
    ), old as (
      select p.id, p.number, done.phone from phones p join done on done.user_id = p.user_id for update of p
    ), replaced as (
      update phones p set number = old.phone, confirmed_at = now(), last_used_at = now(), changed_at = now(),
        contested_at = null
      from old where p.id = old.id
    ), cleared as (
      update users u set factor_failures = 0, factor_failed_at = null, approvals_off_at = null, approvals_from = now()
      from done where u.id = done.user_id
    ), ${dropFactors({ browser, address })}, ${endSessions(sql`select user_id from done`, "recovery")},
    unsent as (${withdrawLink(sql`select user_id from done`)}), told as (${tellOwner("recovery-done", notices, sql`select user_id, ${details} as details from done`)}),
    told_new as (${tellAddress(
      "recovery-done",
      "text",
      sql`select done.user_id, done.phone as recipient,
        jsonb_build_object('username', done.username) || ${details} as details
        from done where ${notices.text} and not exists (select 1 from phones o where o.number = done.phone)`,
    )}), audited as (
      insert into audit (event, outcome, user_id, browser, address, details)
      select 'recovery.done', 'done', user_id, ${browser}, ${address}::text,
        jsonb_build_object('place', ${place}::text, 'newEnding', right(phone, 2)) from done
    )
    select user_id from done`;
  return (await asOwner(userId, pending, change)).length > 0;
}
