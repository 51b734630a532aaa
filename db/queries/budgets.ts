import "server-only";

import { type SQL, sql } from "drizzle-orm";

/** Numbers of the rule for wrong second factors, from the policy. */
export type FailureRule = Readonly<{
  delayAt: number;
  firstDelaySeconds: number;
  longestDelaySeconds: number;
  closeAt: number;
}>;

/*
 * An account has one budget of wrong second factors, over all that can be guessed. A browser that has logged in to the
 * account before has one of its own: what strangers guess elsewhere never closes it, and what is guessed there counts for
 * it alone. Everything is judged by the database's clock.
 */

/** When the budget of row `row` (`u` of users, `b` of browsers) opens again: null when it is open, infinity when it is closed. */
function rowOpensAt(row: "u" | "b", rule: FailureRule): SQL {
  const [failures, failedAt] = [
    sql`${sql.identifier(row)}.factor_failures`,
    sql`${sql.identifier(row)}.factor_failed_at`,
  ];
  return sql`case
    when ${failures} >= ${rule.closeAt}::int then 'infinity'::timestamptz
    when ${failures} >= ${rule.delayAt}::int then ${failedAt} + least(
      ${rule.longestDelaySeconds}::float8,
      ${rule.firstDelaySeconds}::float8 * power(2, ${failures} - ${rule.delayAt}::int)
    ) * interval '1 second'
    end`;
}

/** The same for an account in a browser (hash or null): a scalar. */
export const budgetOpensAt = (userId: SQL, browserHash: SQL, rule: FailureRule): SQL => sql`(
  select case when b.user_id is null then ${rowOpensAt("u", rule)} else ${rowOpensAt("b", rule)} end
  from users u left join browsers b on b.user_id = u.id and b.browser_hash = ${browserHash} where u.id = ${userId})`;

/** In which browser the flow of challenge `c` is: a scalar, null where it has no name. */
export const browserOf = (c: string): SQL => {
  const of = sql.identifier(c);
  return sql`coalesce((select f.browser_hash from logins f where f.id = ${of}.login_id), (
    select s.browser_hash from confirmations f join sessions s on s.id = f.session_id where f.id = ${of}.confirmation_id))`;
};

const owns = sql`b.user_id = f.user_id and b.browser_hash = f.browser_hash`;

/**
 * WITH queries `budget_b` and `budget_u`: changes the budgets of `of`, a query of (user_id, browser_hash): that of the
 * browser where the account knows it, the account's otherwise.
 */
const changed = (of: SQL, set: SQL, also: SQL = sql`true`): SQL => sql`
  budget_b as (
    update browsers b set ${set} from (${of}) f where ${owns} and ${also} returning b.user_id
  ), budget_u as (
    update users b set ${set} from (${of}) f
    where b.id = f.user_id and not exists (select 1 from browsers b where ${owns}) and ${also} returning b.id as user_id
  )`;

/** Counts one failure, if the budget is open: whoever tries at the same moment finds what this one has left. */
export const countFailure = (of: SQL, rule: FailureRule): SQL =>
  changed(
    of,
    sql`factor_failures = b.factor_failures + 1, factor_failed_at = now()`,
    sql`coalesce(${rowOpensAt("b", rule)} <= now(), true)`,
  );

/** An outage is not a failure of the person. Where there was a wait before, it was over: it does not begin anew. */
export const returnFailure = (of: SQL): SQL =>
  changed(of, sql`factor_failures = greatest(0, b.factor_failures - 1), factor_failed_at = null`);

/**
 * A factor was right: both budgets begin anew, and phones may be asked again. Where `own` of the query does not hold, it
 * was none of the account yet (a new number): then its try only counts as no failure.
 */
export const clearFailures = (of: SQL, own: SQL = sql`true`, phones: SQL = sql`null`): SQL => sql`
  budget_b as (
    update browsers b set factor_failures = case when ${own} then 0 else greatest(0, b.factor_failures - 1) end,
      factor_failed_at = null
    from (${of}) f where ${owns} and b.factor_failures > 0
  ), budget_u as (
    update users b set factor_failures = case when ${own} then 0 else greatest(0, b.factor_failures - 1) end,
      factor_failed_at = null, approvals_off_at = case when ${own} then ${phones} else b.approvals_off_at end,
      approvals_from = case when ${own} then now() else b.approvals_from end
    from (${of}) f where b.id = f.user_id
  )`;
