import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testDatabase } from "../../support/database";

const { sql } = await testDatabase();
const roles = readFileSync("db/roles.sql", "utf8");
await sql.unsafe(roles);

const ROLE = "countersign_app";

/** What the application's role gets for a statement: nothing, or the code of the refusal. It is taken back in any case. */
async function asRole(statement: string): Promise<string | null> {
  let code: string | null = null;
  const undo = new Error("undo");
  try {
    await sql.begin(async (held) => {
      await held.unsafe(`set local role ${ROLE}`);
      await held.unsafe(statement);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
  return code;
}

const DENIED = "42501";

const tables = async () => {
  const rows = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  return rows.map(({ name }) => name);
};
const isKept = (name: string) => name.startsWith("audit");

describe("The role that the application runs as (R-069)", () => {
  test("reads and writes the rows of every table, but changes and removes none of what is kept", async () => {
    const all = await tables();
    expect(all.filter(isKept)).toContain("audit");
    for (const name of all) {
      expect.soft(await asRole(`select * from "${name}"`), `select from ${name}`).toBeNull();
      const removal = await asRole(`delete from "${name}" where false`);
      expect.soft(removal, `delete from ${name}`).toBe(isKept(name) ? DENIED : null);
    }
    expect(await asRole(`insert into audit (event, outcome) values ('login.pin', 'passed')`)).toBeNull();
    expect(await asRole("update audit set outcome = outcome")).toBe(DENIED);
  });

  test("empties no table, and neither changes, drops nor makes one", async () => {
    for (const name of await tables()) {
      expect.soft(await asRole(`truncate "${name}" cascade`), `truncate ${name}`).toBe(DENIED);
      expect.soft(await asRole(`drop table "${name}" cascade`), `drop ${name}`).toBe(DENIED);
      expect
        .soft(await asRole(`alter table "${name}" disable trigger all`), `triggers of ${name}`)
        .toBe(DENIED);
    }
    expect(await asRole("create table mine (id int)")).toBe(DENIED);
    expect(await asRole("create schema mine")).toBe(DENIED);
    expect(await asRole("create function mine() returns int language sql as 'select 1'")).toBe(DENIED);
    expect(await asRole("create role other")).toBe(DENIED);
    expect(await asRole("set session_replication_role = replica")).toBe(DENIED);
  });

  test("sees which migrations were applied, and cannot say that one was", async () => {
    expect(await asRole("select max(created_at) from drizzle.__drizzle_migrations")).toBeNull();
    expect(await asRole("insert into drizzle.__drizzle_migrations (hash, created_at) values ('', 0)")).toBe(
      DENIED,
    );
    expect(await asRole("delete from drizzle.__drizzle_migrations")).toBe(DENIED);
  });

  test("may use the tables of later migrations, whatever makes their numbers", async () => {
    await sql.unsafe(`
      create table later_identity (id bigint generated always as identity primary key, name text);
      create table later_serial (id serial primary key, name text)`);
    for (const name of ["later_identity", "later_serial"]) {
      expect.soft(await asRole(`insert into ${name} (name) values ('one')`)).toBeNull();
      expect.soft(await asRole(`update ${name} set name = 'two'`)).toBeNull();
      expect.soft(await asRole(`truncate ${name}`)).toBe(DENIED);
    }
  });

  test("loses its right to change a later table that is kept when the file is run again", async () => {
    await sql.unsafe("create table audit_later (id int)");
    expect(await asRole("delete from audit_later")).toBeNull();
    await sql.unsafe(roles);
    expect(await asRole("delete from audit_later")).toBe(DENIED);
    expect(await asRole("insert into audit_later values (1)")).toBeNull();
  });

  test("waits for nothing for ever", async () => {
    const [role] = await sql<{ settings: string[]; rights: boolean }[]>`
      select rolconfig as settings, rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls as rights
      from pg_roles where rolname = ${ROLE}`;
    expect(role?.settings).toEqual(
      expect.arrayContaining([
        "statement_timeout=3s",
        "lock_timeout=2s",
        "idle_in_transaction_session_timeout=5s",
      ]),
    );
    expect(role?.rights).toBe(false);
  });
});
