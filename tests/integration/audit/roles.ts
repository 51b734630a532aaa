import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll } from "vitest";
import { testDatabase } from "../../support/database";

const { sql, directUrl } = await testDatabase();

/** A role of this test file, connected: what is granted to it goes with it. */
async function newRole(): Promise<Readonly<{ name: string; sql: postgres.Sql; url: string }>> {
  const [name, password] = [`role_${randomUUID().replaceAll("-", "")}`, randomUUID()];
  await sql.unsafe(`create role ${name} login password '${password}'`);
  const address = new URL(directUrl);
  Object.assign(address, { username: name, password });
  const own = postgres(address.href, { max: 1, onnotice: () => {} });
  afterAll(async () => {
    await own.end({ timeout: 1 });
    await sql.unsafe(`reassign owned by ${name} to current_user; drop owned by ${name}; drop role ${name}`);
  });
  return { name, sql: own, url: address.href };
}

/** May what the application may: read and write the audit and its seals. */
export async function applicationRole() {
  const role = await newRole();
  await sql.unsafe(`grant select, insert on audit, audit_seals to ${role.name}`);
  await sql.unsafe(`grant select, insert, update, delete on users to ${role.name}`);
  return role;
}

/** Owns the tables and functions of the audit, and is no superuser. */
export async function ownerRole() {
  const role = await newRole();
  const functions = "audit_append_only(), audit_seals_append_only(), audit_expire(integer, integer)".split(
    /(?<=\)), /,
  );
  await sql.unsafe(`grant usage, create on schema public to ${role.name}`);
  await sql.unsafe(`grant select on users to ${role.name}`);
  for (const table of ["audit", "audit_seals"])
    await sql.unsafe(`alter table ${table} owner to ${role.name}`);
  for (const one of functions) await sql.unsafe(`alter function ${one} owner to ${role.name}`);
  return role;
}
