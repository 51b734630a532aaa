import { beforeEach, describe, expect, test } from "vitest";
import { readSeals } from "@/db/queries/audit-chain";
import { sealAudit } from "@/lib/audit/seal";
import { testDatabase } from "../../support/database";
import { asIntruder, findings, makeAnew, verify, writeRows } from "./audits";

const { sql, reset } = await testDatabase();
beforeEach(async () => {
  await reset();
  for (let seal = 0; seal < 4; seal += 1) {
    await writeRows(sql, 3);
    await sealAudit();
  }
});

describe("A seal that was touched is named", () => {
  test.each([
    ["number of rows", "row_count = 2"],
    ["rows' hash", "rows_hash = repeat('a', 64)"],
    ["time", "sealed_at = sealed_at + interval '1 second'"],
    ["end", "to_id = to_id - 1"],
    ["beginning", "from_id = from_id - 1"],
    ["link to the one before", "previous_hash = repeat('b', 64)"],
  ])("Another %s", async (_, change) => {
    await asIntruder(sql, (intruder) => intruder.unsafe(`update audit_seals set ${change} where number = 2`));
    expect(await findings()).toContainEqual({ kind: "seal-changed", seal: "2" });
  });

  test("Another code", async () => {
    await asIntruder(
      sql,
      (intruder) => intruder`update audit_seals set mac = repeat('c', 64) where number = 2`,
    );
    expect(await findings()).toEqual([{ kind: "mac-wrong", seal: "2" }]);
  });

  test.each([
    ["ids", "row_ids = row_ids[2:] || row_ids[1]"],
    ["hashes", "row_hashes = substring(row_hashes from 33) || substring(row_hashes for 32)"],
    ["ids and hashes, cut", "row_ids = row_ids[2:], row_hashes = substring(row_hashes from 33)"],
    ["ids, which are no more", "row_ids = null"],
  ])("Another list of %s", async (_, change) => {
    await asIntruder(sql, (intruder) => intruder.unsafe(`update audit_seals set ${change} where number = 2`));
    expect(await findings()).toContainEqual({ kind: "list-changed", seal: "2" });
  });
});

describe("A chain that was cut or put together anew", () => {
  test("A seal from its middle is missed", async () => {
    await asIntruder(sql, (intruder) => intruder`delete from audit_seals where number = 2`);
    expect(await findings()).toEqual([{ kind: "seal-missing", seal: "2", until: "2" }]);
  });

  test("Its beginning is missed", async () => {
    await asIntruder(sql, (intruder) => intruder`delete from audit_seals where number < 3`);
    expect(await findings()).toEqual([{ kind: "seal-missing", seal: "1", until: "2" }]);
  });

  test("Two seals that have changed places are named", async () => {
    await asIntruder(sql, async (intruder) => {
      await intruder`update audit_seals set number = 99 where number = 2`;
      await intruder`update audit_seals set number = 2 where number = 3`;
      await intruder`update audit_seals set number = 3 where number = 99`;
    });
    const found = await findings();
    expect(found).toContainEqual({ kind: "seal-order", seal: "2" });
    expect(found).toContainEqual({ kind: "seal-changed", seal: "3" });
  });

  test("An end that is gone, rows and all, is told by a head that was noted elsewhere", async () => {
    const { head } = await verify();
    const noted = head?.hash ?? "";
    await asIntruder(sql, async (intruder) => {
      await intruder`delete from audit where id > (select to_id from audit_seals where number = 3)`;
      await intruder`delete from audit_seals where number = 4`;
    });
    expect(await findings()).toEqual([]);
    expect(await findings({ head: noted })).toEqual([{ kind: "head-missing", head: noted }]);
    await writeRows(sql, 3);
    await sealAudit();
    expect(await findings({ head: noted })).toEqual([{ kind: "head-missing", head: noted }]);
  });
});

describe("A chain that somebody made anew without the key", () => {
  const foreign = "an-intruders-secret-of-more-than-32-characters";

  async function forge(keyId?: string): Promise<void> {
    await asIntruder(sql, async (intruder) => {
      await intruder`delete from audit_seals where number = 1`;
      await intruder`delete from audit where id < (select from_id from audit_seals where number = 2)`;
      await intruder`update audit_seals set number = number - 1`;
      await intruder`update audit_seals set from_id = 1 where number = 1`;
    });
    await makeAnew(sql, foreign, keyId);
  }

  test("Under a key that we do not know nothing of it is proved", async () => {
    await forge();
    expect(await findings()).toEqual([{ kind: "key-unknown", seal: "3", keyId: expect.any(String) }]);
    expect(await findings({ secrets: null })).toEqual([]);
  });

  test("Under the name of our key every seal is forged", async () => {
    const [genuine] = await readSeals("0", 1);
    await forge(genuine?.keyId);
    expect(await findings()).toEqual(["1", "2", "3"].map((seal) => ({ kind: "mac-wrong", seal })));
  });

  test("We build nothing on it: the job fails, and the operators are told", async () => {
    await forge();
    await writeRows(sql, 3);
    await expect(sealAudit()).rejects.toThrow("Seal 3 of the audit was not made with a key of ours");
    expect(await sql`select key from alerts`).toEqual([{ key: "audit-chain-broken" }]);
    expect(await sql`select max(number)::int as number from audit_seals`).toEqual([{ number: 3 }]);
  });
});
