import "server-only";

import { type SQL, sql } from "drizzle-orm";

/** What people are told of. lib/notices/wording.ts has the words for each. */
export type NoticeKind =
  | "new-browser"
  | "failed-factor"
  | "session-limit"
  | "sessions-ended"
  | "username-changed"
  | "password-changed"
  | "password-reset"
  | "email-changed"
  | "number-changed"
  | "number-restored"
  | "number-claimed"
  | "changes-frozen"
  | "account-deleted"
  | "device-added"
  | "device-removed"
  | "approval-denied"
  | "approvals-off"
  | "factor-added"
  | "factor-removed"
  | "codes-made"
  | "code-used"
  | "recovery-asked"
  | "recovery-stopped"
  | "recovery-done"
  | "trust-copied"
  | "role-given"
  | "role-taken"
  | "admin-sessions"
  | "admin-disabled"
  | "admin-enabled"
  | "admin-reset"
  /** These carry a link for whoever asked, and nothing to dispute. */
  | "recovery-ready"
  | "confirm-email"
  | "reset-link";

/** What this deployment can send, and the policy wants, for one kind. */
export type NoticeChannels = Readonly<{ email: boolean; text: boolean }>;

/** Former addresses are told too, as long as a change of number can be taken back. */
export const FORMER = sql`interval '72 hours'`;

/**
 * A WITH query: tells the owner of each account in `about`, a query of (user_id, details), at every known address. What
 * a statement changes it does not see yet: whoever changes an address tells the old one by this, the new one beside it.
 * `due` is when it is to be sent, of a row `a` of them.
 */
export const tellOwner = (
  kind: NoticeKind,
  { email, text }: NoticeChannels,
  about: SQL,
  due: SQL = sql`now()`,
): SQL => sql`
  insert into notices (user_id, kind, channel, recipient, details, due_at)
  select u.id, ${kind}, r.channel, r.recipient, jsonb_build_object('username', u.username) || a.details, ${due}
  from (${about}) a join users u on u.id = a.user_id, lateral (
    select 'email' as channel, u.email as recipient where ${email}
    union select 'email', k.former_email from confirmations k
      where ${email} and k.user_id = u.id and k.purpose = 'email-change' and k.state = 'done' and k.ended_at > now() - ${FORMER}
        and lower(k.former_email) <> lower(u.email)
    union select 'text', p.number from phones p where ${text} and p.user_id = u.id
  ) r returning user_id`;

/** A WITH query: tells one address. `about` is a query of (user_id, recipient, details). */
export const tellAddress = (kind: NoticeKind, channel: "email" | "text", about: SQL): SQL => sql`
  insert into notices (user_id, kind, channel, recipient, details)
  select a.user_id, ${kind}, ${channel}, a.recipient, a.details from (${about}) a`;

/** A WITH query: the mail with the link of a recovery does not go out to the accounts in `of`, a query of (user_id). */
export const withdrawLink = (of: SQL): SQL => sql`
  delete from notices n using (${of}) o where n.user_id = o.user_id and n.kind = 'recovery-ready' and n.sent_at is null`;

/** The details that every notice has: where it happened. */
export const seenFrom = (browser: SQL, place: SQL): SQL =>
  sql`jsonb_build_object('browser', ${browser}, 'place', ${place})`;
