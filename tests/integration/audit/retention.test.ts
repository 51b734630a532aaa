import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sealAudit } from "@/lib/audit/seal";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { ageSeals, asIntruder, findings, verify, writeRows } from "./audits";
import { applicationRole, ownerRole } from "./roles";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const DAY_SECONDS = 86_400;
const keptDays = policy.retention.auditSeconds / DAY_SECONDS;
const refused = { code: "42501" };
const rows = async () => (await sql`select id from audit`).length;

/** Two seals that are older than `days`, and one that is not. */
async function sealedLong(days: number) {
  for (let seal = 0; seal < 2; seal += 1) {
    await writeRows(sql, 3, `${days + 2} days`);
    await sealAudit();
  }
  await ageSeals(sql, days + 1);
  await writeRows(sql, 3);
  await sealAudit();
}

describe("Rows are removed by whole seals, after their time (R-065)", () => {
  test("The seals stay, and the chain still verifies", async () => {
    await sealedLong(keptDays);
    const { head } = await verify();
    expect(await sealAudit()).toMatchObject({ expiredSeals: 0, expiredRows: 0 });
    expect(await rows()).toBe(3);
    expect(await verify({ head: head?.hash ?? "" })).toMatchObject({
      findings: [],
      seals: 3,
      rows: 3,
      expired: { count: 2, last: "2" },
    });
  });

  test("Nothing that is younger goes", async () => {
    await sealedLong(keptDays - 3);
    expect(await rows()).toBe(9);
    expect((await verify()).expired).toBeNull();
  });

  test("Several at once remove each seal once", async () => {
    await writeRows(sql, 30, `${keptDays + 2} days`);
    await sealAudit();
    await ageSeals(sql, keptDays + 1);
    const results = await race(5, () => sealAudit());
    const removed = results.map((one) => (one.status === "fulfilled" ? one.value.expiredRows : Number.NaN));
    expect(removed.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(await findings()).toEqual([]);
  });

  test("A row that was put among those of a removed seal is still found", async () => {
    await sealedLong(keptDays);
    await sql`insert into audit (id, event, outcome) overriding system value
      select min(from_id) - 1 + 1, 'login.pin', 'right' from audit_seals`;
    expect(await findings()).toMatchObject([{ kind: "added", seal: "1" }]);
  });

  test("Rows that somebody else removed before their time are missed", async () => {
    await sealedLong(keptDays - 100);
    await asIntruder(sql, async (intruder) => {
      await intruder`delete from audit where id = any((select row_ids from audit_seals where number = 1)::bigint[])`;
      await intruder`update audit_seals set row_ids = null, row_hashes = null, expired_at = now() where number = 1`;
    });
    expect(await findings()).toEqual([{ kind: "expired-early", seal: "1" }]);
  });
});

describe("What the application's role may not do, whatever it says that it is for", () => {
  let application: Awaited<ReturnType<typeof applicationRole>>;
  beforeAll(async () => {
    application = await applicationRole();
  });

  test.each(["", "expire", "forget"])(
    "With the purpose %j it removes and changes nothing",
    async (purpose) => {
      await sealedLong(keptDays - 100);
      await sql.unsafe(`grant update, delete on audit, audit_seals to ${application.name}`);
      for (const statement of [
        "delete from audit",
        "update audit set outcome = 'right'",
        "delete from audit_seals",
        "update audit_seals set row_ids = null, row_hashes = null, expired_at = now()",
      ])
        await expect(
          application.sql.begin(async (held) => {
            await held`select set_config('countersign.audit', ${purpose}, true)`;
            await held.unsafe(statement);
          }),
        ).rejects.toMatchObject(refused);
      await sql.unsafe(`revoke update, delete on audit, audit_seals from ${application.name}`);
      expect(await findings()).toEqual([]);
    },
  );

  test("The function takes nothing that is younger than 90 days", async () => {
    await sealedLong(80);
    const [least] = await application.sql`select seals, removed from audit_expire(${90 * DAY_SECONDS}, 100)`;
    expect(least).toEqual({ seals: 0, removed: 0 });
    await expect(application.sql`select audit_expire(${90 * DAY_SECONDS - 1}, 100)`).rejects.toMatchObject(
      refused,
    );
    expect(await rows()).toBe(9);
  });

  test("The function takes nothing that is not sealed, and what is old enough it takes", async () => {
    await sealedLong(91);
    await writeRows(sql, 4, "500 days");
    const [gone] = await application.sql`select seals, removed from audit_expire(${90 * DAY_SECONDS}, 100)`;
    expect(gone).toEqual({ seals: 2, removed: 6 });
    expect(await rows()).toBe(7);
  });

  test("A forged seal over fresh rows makes them no older", async () => {
    const ids = await writeRows(sql, 3, "89 days");
    await application.sql`insert into audit_seals (number, from_id, to_id, row_count, row_ids, rows_hash, previous_hash,
      sealed_at, hash, key_id, mac)
      values (1, 1, 99, 3, ${`{${ids.join()}}`}, '', '', now() - interval '500 days', '', '', '')`;
    const [gone] = await application.sql`select seals, removed from audit_expire(${90 * DAY_SECONDS}, 100)`;
    expect(gone).toEqual({ seals: 0, removed: 0 });
    expect(await rows()).toBe(3);
  });

  test("Whoever may not write the audit may not remove from it either", async () => {
    const reader = await ownerRole();
    await sql`alter table audit owner to current_user`;
    await expect(reader.sql`select audit_expire(${policy.retention.auditSeconds}, 1)`).rejects.toMatchObject(
      refused,
    );
  });
});

test("An owner who is no superuser gives the application's role the same", async () => {
  await ownerRole();
  const application = await applicationRole();
  await sealedLong(91);
  const [gone] = await application.sql`select seals, removed from audit_expire(${90 * DAY_SECONDS}, 100)`;
  expect(gone).toEqual({ seals: 2, removed: 6 });
});
