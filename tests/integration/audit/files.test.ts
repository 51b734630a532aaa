import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { db } from "@/db/client";
import { sealAudit } from "@/lib/audit/seal";
import { env } from "@/lib/env";
import { policy } from "@/lib/policy";
import { chainOf } from "../../../dev/audit/chain";
import { verifyFile } from "../../../dev/audit/file";
import { linesOf } from "../../../dev/audit/lines";
import { testDatabase } from "../../support/database";
import { asIntruder, writeRows } from "./audits";

const { sql, reset } = await testDatabase();
const folder = mkdtempSync(path.join(tmpdir(), "audit-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = path.join(folder, "audit.ndjson");
const program = path.join(folder, "check.mjs");
const docs = readFileSync(path.resolve(import.meta.dirname, "../../../docs/audit.md"), "utf8");
writeFileSync(program, /```js\n(.+?)```/s.exec(docs)?.[1] ?? "");

/** The program that docs/audit.md has for those who have nothing but the file. */
function checkAlone(): string {
  const script = `process.argv[2] = ${JSON.stringify(file)}; await import(${JSON.stringify(program)}); process.exitCode = 0;`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }).trim();
}

const kept = { secrets: env().passwordPeppers, head: null, keptSeconds: policy.retention.auditSeconds };
const found = async () => (await verifyFile(file, kept)).findings;

let lines: string[] = [];
const write = (changed: readonly string[]) => writeFileSync(file, changed.join(""));

async function exportNow(): Promise<void> {
  lines = [];
  for await (const line of linesOf(chainOf(db()), false)) lines.push(line);
  write(lines);
}

beforeEach(async () => {
  await reset();
  await sql`alter table audit alter column id restart`;
  await writeRows(sql, 5);
  await sealAudit();
  await writeRows(sql, 4);
  await sealAudit();
  await writeRows(sql, 1, "1 minute");
  await exportNow();
});

test("A file as it was written is right", async () => {
  expect(await verifyFile(file, kept)).toMatchObject({ findings: [], seals: 2, rows: 9, unsealed: 1 });
  expect(checkAlone()).toMatch(/^Right\. Head: [\da-f]{64}$/);
});

test("A row that was changed is named, by the program of the docs too", async () => {
  write(
    lines.map((line) =>
      line.startsWith(`{"row":{"id":"2"`) ? line.replace("192.0.2.2", "192.0.2.9") : line,
    ),
  );
  expect(await found()).toEqual([{ kind: "changed", seal: "1", ids: ["2"] }]);
  expect(checkAlone()).toBe("Wrong: row 2");
});

test("A row that is gone is named", async () => {
  write(lines.filter((line) => !line.startsWith(`{"row":{"id":"7"`)));
  expect(await found()).toEqual([{ kind: "missing", seal: "2", ids: ["7"] }, { kind: "cut-off" }]);
  expect(checkAlone()).toBe("Wrong: row 7");
});

test("A row that was put in is named", async () => {
  const [second = ""] = lines.filter((line) => line.startsWith(`{"row":{"id":"2"`));
  write(lines.flatMap((line) => (line === second ? [line, line] : [line])));
  expect(await found()).toEqual([{ kind: "added", seal: "1", ids: ["2"] }, { kind: "cut-off" }]);
});

test.each([1, 2, 4])("A file that lacks its last %i lines is not whole", async (count) => {
  write(lines.slice(0, -count));
  expect(await found()).toContainEqual({ kind: "cut-off" });
});

test("A seal that was changed is named", async () => {
  write(lines.map((line) => line.replace(`"rowCount":4`, `"rowCount":5`)));
  expect(await found()).toContainEqual({ kind: "seal-changed", seal: "2" });
  expect(checkAlone()).toBe("Wrong: seal 2");
});

test("Erased and expired rows are no fault", async () => {
  await asIntruder(sql, async (intruder) => {
    await intruder`delete from audit where id <= 5`;
    await intruder`update audit_seals set expired_at = sealed_at + interval '400 days', row_ids = null, row_hashes = null
      where number = 1`;
  });
  await exportNow();
  expect(checkAlone()).toMatch(/^Right/);
});

test.each(["", "not JSON", `{"row":{"id":"1"}}`, `{"seal":{"number":"x"}}`])(
  "A file with the line %j is none",
  async (line) => {
    write([...lines.slice(0, 2), `${line}\n`]);
    await expect(found()).rejects.toThrow("Line 3 of ");
  },
);
