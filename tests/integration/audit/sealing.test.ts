import { beforeEach, describe, expect, test, vi } from "vitest";
import { recordAudit } from "@/db/queries/audit";
import { readHead } from "@/db/queries/audit-chain";
import { sealAudit } from "@/lib/audit/seal";
import { env } from "@/lib/env";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { findings, verify, writeRows } from "./audits";

const { sql, reset } = await testDatabase();
beforeEach(reset);

test("An audit without rows is not sealed", async () => {
  expect(await sealAudit()).toMatchObject({ seals: 0, rows: 0, number: "0" });
  expect(await verify()).toMatchObject({ findings: [], seals: 0, head: null });
});

test("Rows are sealed when no transaction from before them can be under way any more", async () => {
  const row = { event: "login.pin", outcome: "right", userId: null, factor: null } as const;
  await recordAudit({ ...row, browser: "Firefox on Linux", address: null });
  expect(await sealAudit()).toMatchObject({ seals: 0 });
  expect(policy.auditSeal.afterSeconds).toBeGreaterThanOrEqual(900);
});

test("Each seal leaves its head in the log", async () => {
  await writeRows(sql, 3);
  await sealAudit();
  const head = await readHead();
  const lines = loggedLines().map((line) => JSON.parse(line));
  expect(lines).toContainEqual(
    expect.objectContaining({ event: "audit.sealed", number: "1", head: head?.hash, rows: 3 }),
  );
});

describe("Two at once make one chain", () => {
  test.each(Array.from({ length: 20 }, (_, time) => time + 1))("time %i", async () => {
    await writeRows(sql, 2500);
    const sealed = await race(4, () => sealAudit());
    const made = sealed.map((one) => (one.status === "fulfilled" ? one.value : null));
    expect(made.reduce((sum, one) => sum + (one?.seals ?? Number.NaN), 0)).toBe(3);
    expect(made.reduce((sum, one) => sum + (one?.rows ?? Number.NaN), 0)).toBe(2500);
    expect(await verify()).toMatchObject({ findings: [], seals: 3, rows: 2500, unsealed: 0 });
  });
});

test("Ten thousand rows are sealed in batches, while others are written", async () => {
  await writeRows(sql, 10_000);
  const [sealed] = await Promise.all([sealAudit(), writeRows(sql, 500, "1 minute")]);
  expect(sealed).toMatchObject({ seals: 10, rows: 10_000 });
  expect(await verify()).toMatchObject({ findings: [], seals: 10, rows: 10_000, unsealed: 500 });
});

test("What the settings of a session are does not matter", async () => {
  await writeRows(sql, 6);
  const [{ name } = { name: "" }] = await sql<{ name: string }[]>`select current_database() as name`;
  await sealAudit();
  const odd = [`timezone = 'Asia/Kathmandu'`, `datestyle = 'German'`, `bytea_output = 'escape'`];
  for (const setting of odd) await sql.unsafe(`alter database ${name} set ${setting}`);
  const { closeDatabase } = await import("@/db/client");
  await closeDatabase();
  expect(await findings()).toEqual([]);
  await writeRows(sql, 6);
  await sealAudit();
  for (const setting of odd) await sql.unsafe(`alter database ${name} reset ${setting.split(" ")[0]}`);
  await closeDatabase();
  expect(await verify()).toMatchObject({ findings: [], seals: 2 });
});

describe("A key that was put in front of PASSWORD_PEPPERS", () => {
  const [older] = env().passwordPeppers;
  const newer = "a-newer-pepper-of-more-than-thirty-two-characters";

  test("Seals of the older one still verify, and once a newer one follows also without it", async () => {
    await writeRows(sql, 3);
    await sealAudit();
    expect(await findings({ secrets: [newer, older] })).toEqual([]);
    expect(await findings({ secrets: [newer] })).toMatchObject([{ kind: "key-unknown", seal: "1" }]);
    const rotated = { ...env(), passwordPeppers: [newer, older] as const };
    const spy = vi.spyOn(await import("@/lib/env"), "env").mockReturnValue(rotated);
    await writeRows(sql, 3);
    await sealAudit();
    spy.mockRestore();
    expect(await findings({ secrets: [newer, older] })).toEqual([]);
    expect(await findings({ secrets: [newer] })).toEqual([]);
    expect(await findings({ secrets: [older] })).toMatchObject([{ kind: "key-unknown", seal: "2" }]);
  });
});
