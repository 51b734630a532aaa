import type postgres from "postgres";
import { db } from "@/db/client";
import { readSeals } from "@/db/queries/audit-chain";
import { sealHash } from "@/lib/audit/canonical";
import { GENESIS, signHash } from "@/lib/audit/mac";
import { env } from "@/lib/env";
import { policy } from "@/lib/policy";
import { chainOf } from "../../../dev/audit/chain";
import { type ChainRules, type Verified, verifyChain } from "../../../dev/audit/check";

/** Writes rows of the audit, all of them so old that they can be sealed, one for each microsecond. */
export async function writeRows(sql: postgres.Sql, count: number, age = "1 hour"): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into audit (at, event, outcome, user_id, factor, browser, address, details)
    select now() - ${age}::interval + n * interval '1 microsecond', 'login.password',
      case n % 2 when 0 then 'right' else 'wrong' end, gen_random_uuid(), 'pwd', 'Firefox on Linux',
      '192.0.2.' || (n % 250), case n % 3 when 0 then jsonb_build_object('place', 'Zürich, CH', 'b', n, 'aa', null) end
    from generate_series(1, ${count}) as n returning id::text`;
  return rows.map(({ id }) => id);
}

/** What somebody does who has taken over the server: no trigger stands in the way. */
export async function asIntruder(
  sql: postgres.Sql,
  work: (intruder: postgres.TransactionSql) => Promise<unknown>,
): Promise<void> {
  await sql.begin(async (intruder) => {
    await intruder`set local session_replication_role = replica`;
    await work(intruder);
  });
}

export const verify = (rules: Partial<ChainRules> = {}): Promise<Verified> =>
  verifyChain(chainOf(db()), {
    secrets: env().passwordPeppers,
    head: null,
    keptSeconds: policy.retention.auditSeconds,
    part: false,
    ...rules,
  });

/** Kinds, seals and ids of what verification finds. */
export const findings = async (rules: Partial<ChainRules> = {}) => (await verify(rules)).findings;

/** Every seal over what stands there now: hashes that agree, under codes made with this secret. */
export async function makeAnew(sql: postgres.Sql, secret: string, keyId?: string): Promise<void> {
  let previousHash = GENESIS;
  for (const seal of await readSeals("0", 1000)) {
    const hash = sealHash({ ...seal, previousHash });
    const signed = { ...signHash(hash, secret), ...(keyId && { keyId }) };
    await asIntruder(
      sql,
      (intruder) => intruder`update audit_seals set previous_hash = ${previousHash}, hash = ${hash},
        key_id = ${signed.keyId}, mac = ${signed.mac} where number = ${seal.number}`,
    );
    previousHash = hash;
  }
}

/** As if all seals had been made so many days earlier. */
export async function ageSeals(sql: postgres.Sql, days: number): Promise<void> {
  await asIntruder(
    sql,
    (intruder) => intruder`update audit_seals set sealed_at = sealed_at - ${days}::int * interval '1 day'`,
  );
  await makeAnew(sql, env().passwordPeppers[0]);
}
