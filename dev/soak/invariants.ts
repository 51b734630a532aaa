import type postgres from "postgres";

/** What holds in the database whatever has happened; `query` finds the rows that break it. */
export interface Invariant {
  sentence: string;
  query: string;
}

const right = `(a.event in ('login.pin', 'login.factor', 'login.passkey', 'step-up.pin', 'step-up.factor', 'reset.pin',
  'reset.factor', 'account.phone-pin') and a.outcome in ('right', 'proved'))`;

/** Every one of these audit events belongs to a notice of this kind, written in the same statement. */
const told = {
  "account.username": "username-changed",
  "account.email": "email-changed",
  "account.phone": "number-changed",
  "account.deleted": "account-deleted",
  "device.added": "device-added",
  "factor.added": "factor-added",
} as const;

const pairs = Object.entries(told)
  .map(([event, kind]) => `('${event}', '${kind}')`)
  .join(", ");

/** One audit row for each row of `rows` (user_id, amount), as `event` counts them. */
const counted = (rows: string, event: string): string => `
  select coalesce(r.user_id, a.user_id) as user_id, r.amount as rows, a.amount as audited
  from (${rows}) r full join (
    select user_id, count(*) as amount from audit where ${event} and user_id in (select id from users) group by user_id
  ) a on a.user_id = r.user_id
  where coalesce(r.amount, 0) <> coalesce(a.amount, 0)`;

export const invariants: readonly Invariant[] = [
  {
    sentence: "No session without a login of the same account that was completed for it",
    query: `select s.id from sessions s where not exists (
      select 1 from audit a join logins l on l.id = a.login_id
      where a.event = 'login.session' and a.session_id = s.id and l.state = 'completed' and l.user_id = s.user_id)`,
  },
  {
    sentence: "No login opens two sessions",
    query: `select login_id from audit where event = 'login.session' group by login_id having count(*) > 1`,
  },
  {
    sentence: "Every completed login has its session in the audit",
    query: `select l.id from logins l where l.state = 'completed' and l.route <> 'renewal' and not exists (
      select 1 from audit a where a.event = 'login.session' and a.login_id = l.id)`,
  },
  {
    sentence: "Every session that has ended says why in the audit",
    query: `select s.id from sessions s where s.revoked_at is not null and s.revoked_for <> 'renewed' and not exists (
      select 1 from audit a where a.event = 'session.ended' and a.session_id = s.id and a.outcome = s.revoked_for)`,
  },
  {
    sentence: "No session of an account that is disabled, and no account that was deleted",
    query: `select s.id from sessions s join users u on u.id = s.user_id
        where u.disabled_at is not null and s.revoked_at is null
      union all select a.user_id from audit a join users u on u.id = a.user_id where a.event = 'account.deleted'`,
  },
  {
    sentence: "No account without its phone, its name, and the audit row of its beginning",
    query: `select u.id from users u where not exists (select 1 from phones p where p.user_id = u.id)
      or 1 <> (select count(*) from audit a where a.user_id = u.id and a.event = 'signup.account')`,
  },
  {
    sentence: "One account for each name, address and number",
    query: `select username_key from users group by 1 having count(*) > 1
      union all select email_key from users group by 1 having count(*) > 1
      union all select number from phones group by 1 having count(*) > 1
      union all select user_id::text from signups where user_id is not null group by 1 having count(*) > 1`,
  },
  {
    sentence: "No request of the provider is approved twice, and no login by two PINs",
    query: `select provider_request_id from challenges where state = 'approved' and provider_request_id is not null
        group by 1 having count(*) > 1
      union all select login_id from challenges where state = 'approved' and login_id is not null
        group by 1 having count(*) > 1`,
  },
  {
    sentence: "Every right PIN in the audit has a challenge that was closed for it",
    query: `select a.user_id, a.amount, c.amount as closed from (
        select user_id, count(*) as amount from audit where event = 'login.pin' and outcome in ('right', 'held')
          and user_id in (select id from users) group by user_id
      ) a left join (
        select l.user_id, count(*) as amount from challenges c join logins l on l.id = c.login_id
        where c.state = 'approved' group by l.user_id
      ) c on c.user_id = a.user_id where a.amount > coalesce(c.amount, 0)`,
  },
  {
    sentence: "Every recovery code that is used has its audit row, and none has two",
    query: counted(
      `select user_id, count(*) as amount from recovery_codes where used_at is not null group by user_id`,
      `event = 'codes.used'`,
    ),
  },
  {
    sentence: "Every authenticator app and passkey has the audit row of its enrolment",
    query: counted(
      `select user_id, count(*) as amount from (
        select user_id from authenticator_apps union all select user_id from passkeys) f group by user_id`,
      `event = 'factor.added'`,
    ),
  },
  {
    sentence: "Every enrolled phone has its audit row",
    query: counted(
      `select user_id, count(*) as amount from devices group by user_id`,
      `event = 'device.added'`,
    ),
  },
  {
    sentence: "Every change of a number has its audit row",
    query: counted(
      `select user_id, count(*) as amount from phone_changes group by user_id`,
      `event = 'account.phone' and outcome = 'changed'`,
    ),
  },
  {
    sentence: "Every change of an address has its audit row",
    query: counted(
      `select user_id, count(*) as amount from confirmations where purpose = 'email-change' and state = 'done'
        group by user_id`,
      `event = 'account.email'`,
    ),
  },
  {
    sentence: "Every change that matters has its notice, written with it",
    query: `select a.id from audit a join (values ${pairs}) as told (event, kind) on told.event = a.event
      where not exists (
        select 1 from notices n where n.user_id = a.user_id and n.kind = told.kind and n.created_at = a.at)
      union all select a.id from audit a where a.event = 'account.password' and not exists (
        select 1 from notices n where n.user_id = a.user_id and n.created_at = a.at
          and n.kind = case a.outcome when 'reset' then 'password-reset' else 'password-changed' end)`,
  },
  {
    sentence: "No notice is both sent and given up, and none is sent that was never tried",
    query: `select id from notices where sent_at is not null and (given_up_at is not null or attempts = 0)`,
  },
  {
    sentence: "Nothing waits for a provider's answer that will never come",
    query: `select id from challenges where state in ('pending', 'unknown') and expires_at <= now()
      or state = 'pending' and created_at < now() - interval '75 seconds'`,
  },
  {
    sentence: "No tries beyond what there are",
    query: `select id from challenges where tries_left not between 0 and 3
      union all select id from approvals where tries_left not between 0 and 3
      union all select id from factor_enrolments where tries_left not between 0 and 5`,
  },
  {
    sentence: "No wrong PIN of an account is forgotten before a right one",
    query: `select c.user_id, sum(3 - c.tries_left) as wrong from challenges c join logins l on l.id = c.login_id
      where c.user_id is not null and c.state = 'exhausted' and coalesce(c.failure, '') <> 'ended'
        and not exists (select 1 from audit a where a.user_id = c.user_id and a.at >= c.created_at and ${right})
      group by c.user_id having sum(3 - c.tries_left) > (
        select u.factor_failures from users u where u.id = c.user_id
      ) + (select coalesce(sum(b.factor_failures), 0) from browsers b where b.user_id = c.user_id)`,
  },
  {
    sentence: "No message that the provider has taken is missing in the ledger",
    query: `select c.id from challenges c where c.provider_request_id is not null and not exists (
      select 1 from sends s where s.challenge_id = c.id and s.result <> 'decoy')`,
  },
];

/** Rows that break it; none where it holds. */
export const offenders = (
  sql: Pick<postgres.Sql, "unsafe">,
  { query }: Invariant,
): Promise<readonly object[]> => sql.unsafe<object[]>(query);
