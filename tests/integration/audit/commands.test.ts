import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { recordAudit } from "@/db/queries/audit";
import { sealAudit } from "@/lib/audit/seal";
import { env } from "@/lib/env";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { asIntruder, verify, writeRows } from "./audits";
import { applicationRole } from "./roles";

const { sql, reset, url, directUrl } = await testDatabase();
beforeEach(reset);

const root = path.resolve(import.meta.dirname, "../../..");
const folder = mkdtempSync(path.join(tmpdir(), "audit-"));
afterAll(() => rmSync(folder, { recursive: true }));
const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

type Ran = Readonly<{ code: number; stdout: string; stderr: string }>;

const node = (args: readonly string[], variables: Readonly<Record<string, string>>): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { NODE_ENV: "test", PATH: process.env.PATH, ...variables } } as const;
    const child = execFile(process.execPath, args, options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

/** Runs a script of package.json as npm would. Only what is given is in its environment. */
function run(name: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const [command = "", ...given] = String(scripts[`audit:${name}`]).split(" ");
  expect(command).toBe("node");
  return node([...given, ...args], {
    DATABASE_URL: url,
    PASSWORD_PEPPERS: env().passwordPeppers.join(),
    ...variables,
  });
}

const file = (name: string) => path.join(folder, name);

async function exported(name: string, ...args: string[]): Promise<string> {
  expect(await run("export", ["--out", file(name), ...args])).toEqual({ code: 0, stdout: "", stderr: "" });
  return readFileSync(file(name), "utf8");
}

/** The program that docs/audit.md has for those who have nothing but the file. */
const program = file("check.mjs");
writeFileSync(
  program,
  /```js\n(.+?)```/s.exec(readFileSync(path.join(root, "docs/audit.md"), "utf8"))?.[1] ?? "",
);
const checkAlone = (name: string) => node([program, file(name)], {});

describe("npm run audit:verify", () => {
  test("It ends with 0 and tells the head when the audit is right", async () => {
    await writeRows(sql, 5);
    const { head } = await sealAudit();
    await writeRows(sql, 1, "1 minute");
    const { code, stdout, stderr } = await run("verify", ["--head", head]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Head: ${head} (seal 1, `);
    expect(stdout).toContain("1 row not sealed yet: nothing is known of it.");
    expect(stdout).toMatch(/^The audit is as it was sealed\.$/m);
  });

  test("It ends with 1 and names row and seal when it is not", async () => {
    const [, second = ""] = await writeRows(sql, 5);
    await sealAudit();
    await asIntruder(sql, (intruder) => intruder`update audit set outcome = 'none' where id = ${second}`);
    const { code, stdout } = await run("verify", ["--head", "0".repeat(64)]);
    expect(code).toBe(1);
    expect(stdout).toContain(`CHANGED  rows ${second} of seal 1 are not as they were sealed`);
    expect(stdout).toContain(`CUT OFF  no seal has the hash ${"0".repeat(64)}`);
    expect(stdout).toMatch(/^The audit is NOT as it was sealed\.$/m);
  });

  test("With no database to look at it ends with 2 and says what is missing", async () => {
    const { code, stderr } = await run("verify", [], { DATABASE_URL: "" });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("DATABASE_URL is not set"),
    });
  });
});

describe("npm run audit:export", () => {
  test("What it writes is checked without the database, and by the program of the docs alone", async () => {
    await writeRows(sql, 1500);
    const { head } = await sealAudit();
    await writeRows(sql, 2, "1 minute");
    await exported("whole.ndjson");
    const known = await run("verify", ["--file", file("whole.ndjson"), "--head", head], { DATABASE_URL: "" });
    expect(known).toMatchObject({ code: 0, stderr: "" });
    expect(known.stdout).toContain("Checked 2 seals over 1500 rows.");
    const unknown = await run("verify", ["--file", file("whole.ndjson")], { PASSWORD_PEPPERS: "" });
    expect(unknown.stdout).toContain("Without PASSWORD_PEPPERS nothing shows who made the seals");
    expect(await checkAlone("whole.ndjson")).toEqual({
      code: 0,
      stdout: `Right. Head: ${head}\n`,
      stderr: "",
    });
  });

  test("With days it has the seals of those days, and verifies as a part", async () => {
    await writeRows(sql, 3, "40 days");
    await sealAudit();
    await writeRows(sql, 3);
    await sealAudit();
    const today = new Date().toISOString().slice(0, 10);
    const text = await exported("days.ndjson", "--from", today, "--to", today);
    expect(text.split("\n").filter((line) => line.startsWith(`{"seal"`))).toHaveLength(2);
    const past = await exported("past.ndjson", "--to", "2020-01-01");
    expect(past.trim().split("\n")).toHaveLength(2);
  });
});

describe("npm run audit:forget", () => {
  async function gone() {
    const person = await newPerson();
    const row = { event: "login.pin", outcome: "right", userId: person.id, factor: "otp" } as const;
    await recordAudit({
      ...row,
      browser: "Firefox on Linux",
      address: "192.0.2.77",
      details: { place: "Bern, CH" },
    });
    await asIntruder(sql, (intruder) => intruder`update audit set at = at - interval '1 hour'`);
    await sealAudit();
    return person;
  }
  const told = () => sql`select event, outcome, browser, address, details, salt from audit`;

  test("Nothing is erased while the account exists", async () => {
    const person = await gone();
    const { code, stderr } = await run("forget", [person.id], { DATABASE_URL: directUrl });
    expect(code).toBe(2);
    expect(stderr).toContain("This account is there");
    expect(await told()).toMatchObject([{ address: "192.0.2.77" }]);
  });

  test("Afterwards the personal data are gone, and the chain is whole", async () => {
    const person = await gone();
    await writeRows(sql, 2);
    await sealAudit();
    await sql`delete from users where id = ${person.id}`;
    const { stdout } = await run("forget", [person.id], { DATABASE_URL: directUrl });
    expect(stdout).toBe("The personal data of 1 row were erased.\n");
    expect(await told()).toContainEqual({
      ...{ event: "login.pin", outcome: "right" },
      ...{ browser: null, address: null, details: null, salt: null },
    });
    expect(await verify()).toMatchObject({ findings: [], erased: 1, rows: 3 });
  });

  test("The application's role cannot", async () => {
    const person = await gone();
    await sql`delete from users where id = ${person.id}`;
    const application = await applicationRole();
    await sql.unsafe(`grant update on audit to ${application.name}`);
    const { code, stderr } = await run("forget", [person.id], { DATABASE_URL: application.url });
    expect(code).toBe(2);
    expect(stderr).toContain("audit");
    expect(await told()).toMatchObject([{ address: "192.0.2.77" }]);
  });
});
