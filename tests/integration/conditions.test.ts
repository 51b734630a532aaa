import { sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { db, pool } from "@/db/client";
import { pingDatabase } from "@/db/queries/health";

const { instances, pooled, serializable, restricted } = inject("conditions");

test("The application runs as often, as whom and how this suite says", async () => {
  const pools = new Set<unknown>();
  for (let call = 0; call < 4; call += 1) {
    const rows = await db().execute(sql`
      select current_user = 'countersign_app' as restricted, current_setting('default_transaction_isolation') as isolation,
        current_setting('statement_timeout') as "statementTimeout", current_setting('transaction_isolation') as now`);
    const isolation = serializable ? "serializable" : "read committed";
    expect(rows[0]).toEqual({
      restricted,
      isolation,
      now: isolation,
      statementTimeout: restricted ? "30s" : "0",
    });
    pools.add(pool());
    // Hands the turn on.
    await pingDatabase();
  }
  expect(pools.size).toBe(instances ? 2 : 1);
  const [server] = await db().execute<{ port: number }>(sql`select inet_server_port() as port`);
  const throughPooler = server?.port !== pool().$client.options.port[0];
  expect(throughPooler).toBe(pooled);
});
