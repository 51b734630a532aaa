import "server-only";

import { type SQL, sql } from "drizzle-orm";
import { ago } from "./clock";
import type { SendFacts } from "./sends";

/** Numbers of the rules that look at what was sent before, from the policy and the configuration. */
export type SendRules = Readonly<{
  conversion: Readonly<{
    /** Fewer used PINs than this in a hundred: nothing more is sent. 0 switches the rule off. */
    percent: number;
    least: number;
    most: number;
    withinSeconds: number;
    /** After this a PIN that was not entered never will be. */
    settledAfterSeconds: number;
  }>;
  manyNumbers: Readonly<{ numbers: number; withinSeconds: number; waitSeconds: number; most: number }>;
}>;

/**
 * Whether PINs of one prefix or country go unused. Only messages old enough to know are looked at, `most` of them: one
 * index scan, however long the ledger and however many have just been sent.
 */
function unused(send: SendFacts, by: "prefix" | "country", rule: SendRules["conversion"]): SQL {
  const group = send.purpose === "signup" ? sql`challenge_id` : sql`number_hash`;
  return sql`
    select 'paused' as reason, ${`${send.purpose}.conversion.${by}`} as scope,
      (array_agg(at order by at desc))[${rule.least}::int] + ${rule.withinSeconds}::int * interval '1 second' as until
    from (
      select max(at) as at, bool_or(used_at is not null) as used from (
        select challenge_id, number_hash, at, used_at, result from sends
        where purpose = ${send.purpose} and ${sql.identifier(by)} = ${send[by]}
          and at > ${ago(rule.withinSeconds)} and at <= ${ago(rule.settledAfterSeconds)}
        order by at desc limit ${rule.most}::int
      ) sample where result not in ('reserved', 'refused', 'decoy') group by ${group}
    ) messages
    having count(*) >= ${rule.least}::int and count(*) filter (where used) * 100 < count(*) * ${rule.percent}::int`;
}

/** Numbers and addresses from before AUTH_SECRET was rotated stand there under their former hash. */
const isOneOf = (column: "number_hash" | "address_hash", hashes: readonly string[]): SQL =>
  hashes.length === 0
    ? sql`false`
    : sql`${sql.identifier(column)} in (${sql.join(
        hashes.map((hash) => sql`${hash}`),
        sql`, `,
      )})`;

/** Whether one address asks for many numbers; a number that it has asked for before is not slowed. */
const manyNumbers = (send: SendFacts, rule: SendRules["manyNumbers"]): SQL => sql`
  select 'throttled' as reason, ${`${send.purpose}.address.numbers`} as scope, max(at) + ${rule.waitSeconds}::int * interval '1 second'
  from (
    select number_hash, at from sends where purpose = ${send.purpose} and ${isOneOf("address_hash", send.addressHashes ?? [])}
      and at > ${ago(rule.withinSeconds)} order by at desc limit ${rule.most}::int
  ) s
  having count(distinct number_hash) >= ${rule.numbers}::int and not bool_or(${isOneOf("number_hash", send.numberHashes)})
    and max(at) + ${rule.waitSeconds}::int * interval '1 second' > now()`;

/**
 * A query of (reason, scope, until): why a message may not go out, by what became of those before it. Logins go to
 * proved numbers only, and whoever has some stolen passwords could leave their PINs unused: that may shut a block, and
 * never a country's people out.
 */
export function sendPaused(send: SendFacts, rules: SendRules): SQL {
  const checks = [unused(send, "prefix", rules.conversion), manyNumbers(send, rules.manyNumbers)];
  if (send.purpose === "signup") checks.push(unused(send, "country", rules.conversion));
  return sql.join(checks, sql` union all `);
}
