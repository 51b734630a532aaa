import { beforeEach, describe, expect, test } from "vitest";
import { sealAudit } from "@/lib/audit/seal";
import { testDatabase } from "../../support/database";
import { asIntruder, findings, verify, writeRows } from "./audits";

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** Three seals of four rows each, and two rows that are not sealed. */
async function sealed() {
  const ids: string[] = [];
  for (let seal = 0; seal < 3; seal += 1) {
    ids.push(...(await writeRows(sql, 4)));
    await sealAudit();
  }
  await writeRows(sql, 2, "1 minute");
  const [, , , , , fifth = "", sixth = "", , , tenth = ""] = ids;
  return { fifth, sixth, tenth };
}

describe("What was sealed is found as it was (R-071)", () => {
  test("An audit that nobody touched is right", async () => {
    await sealed();
    const { head, ...verified } = await verify();
    expect(verified).toMatchObject({ findings: [], seals: 3, rows: 12, unsealed: 2, erased: 0, first: "1" });
    expect(await verify({ head: head?.hash ?? "" })).toMatchObject({ findings: [] });
  });

  test.each([
    ["at", "at = at + interval '1 microsecond'"],
    ["event", "event = 'login.pin'"],
    ["outcome", "outcome = 'righter'"],
    ["user", "user_id = gen_random_uuid()"],
    ["user, to nobody", "user_id = null"],
    ["actor", "actor_id = gen_random_uuid()"],
    ["factor", "factor = 'otp'"],
    ["login", "login_id = gen_random_uuid()"],
    ["session", "session_id = gen_random_uuid()"],
    ["browser", "browser = 'Firefox on Windows'"],
    ["address", "address = '198.51.100.1'"],
    ["details", `details = '{"place": "Bern, CH"}'`],
    ["salt", "salt = gen_random_uuid()"],
  ])("A row with another %s is named, with its seal", async (_, change) => {
    const { fifth, sixth } = await sealed();
    await asIntruder(sql, (intruder) =>
      intruder.unsafe(`update audit set ${change} where id in (${fifth}, ${sixth})`),
    );
    expect(await findings()).toEqual([{ kind: "changed", seal: "2", ids: [fifth, sixth].toSorted() }]);
  });

  test("A row that is gone is named", async () => {
    const { sixth } = await sealed();
    await asIntruder(sql, (intruder) => intruder`delete from audit where id = ${sixth}`);
    expect(await findings()).toEqual([{ kind: "missing", seal: "2", ids: [sixth] }]);
  });

  test("Two rows that have changed places are both named", async () => {
    const { fifth, sixth } = await sealed();
    const both = `(${fifth}, ${sixth})`;
    await asIntruder(sql, (intruder) =>
      intruder.unsafe(`update audit a set at = b.at, outcome = b.outcome, user_id = b.user_id, address = b.address,
        details = b.details, salt = b.salt from audit b where a.id in ${both} and b.id in ${both} and a.id <> b.id`),
    );
    expect(await findings()).toEqual([{ kind: "changed", seal: "2", ids: [fifth, sixth] }]);
  });
});

describe("A row that is committed late, with a lower id", () => {
  test("It is reported as added, and does not end up in a later seal", async () => {
    const ids = await writeRows(sql, 3);
    const [, late = ""] = ids;
    await asIntruder(sql, (intruder) => intruder`delete from audit where id = ${late}`);
    await sealAudit();
    await sql`insert into audit (id, at, event, outcome) overriding system value
      values (${late}, now() - interval '1 hour', 'login.pin', 'right')`;
    await writeRows(sql, 2);
    expect(await sealAudit()).toMatchObject({ seals: 1, rows: 2 });
    expect(await findings()).toEqual([{ kind: "added", seal: "1", ids: [late] }]);
  });

  test("Nothing is sealed above a row that is too young, however old the rows after it are", async () => {
    await writeRows(sql, 2);
    await writeRows(sql, 1, "14 minutes");
    await writeRows(sql, 2);
    expect(await sealAudit()).toMatchObject({ seals: 1, rows: 2 });
    expect(await verify()).toMatchObject({ findings: [], unsealed: 3 });
  });
});
