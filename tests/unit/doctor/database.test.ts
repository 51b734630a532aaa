import { describe, expect, test } from "vitest";
import { newestMigration } from "@/db/queries/migrations";
import { databaseChecks } from "@/lib/doctor/database";
import { readSettings } from "@/lib/doctor/settings";
import type { Things } from "@/lib/doctor/things";
import { vonage } from "../configuration";
import { lookWith } from "./looks";

const facts: Things["facts"] = {
  ssl: "verify-full",
  onThisMachine: false,
  encrypted: true,
  trusted: null,
  roundTripsMs: [9, 1.5, 2],
  aheadMs: 0,
  version: 160_004,
  versionText: "16.4 (Debian 16.4-1)",
  encoding: "UTF8",
  isolation: "read committed",
  writable: true,
  statementTimeoutMs: 10_000,
  user: "countersign_app",
  superuser: false,
  maxConnections: 100,
  pooled: true,
  newestMigration,
  tables: ["audit", "users"].map((name) => ({
    name,
    select: true,
    insert: true,
    update: name !== "audit",
    delete: name !== "audit",
    owned: false,
  })),
  identity: "one",
};

async function look(
  changes: Partial<Things["facts"]> = {},
  databaseUrl = "postgres://a:b@db.countersign.dev/c",
) {
  const seen = { ...facts, ...changes };
  const settings = readSettings(vonage);
  return lookWith(databaseChecks, { facts: seen, reached: { have: seen }, databaseUrl, settings });
}

test("All of a database that is right is told as right", async () => {
  const found = await look();
  expect(found.filter((line) => !line.includes(": right: "))).toEqual([]);
  expect(found[0]).toBe("Reached: right: a round trip takes 1.5 ms (the best of 3)");
  expect(found).toContain("Server: right: PostgreSQL 16.4, of which no extension is needed");
});

const owned = facts.tables.map((table) => ({ ...table, owned: true }));
const editable = facts.tables.map((table) => ({ ...table, update: true }));
const closed = facts.tables.map((table) => ({ ...table, select: table.name === "audit" }));

test.each<[string, Partial<Things["facts"]>, RegExp]>([
  ["far away", { roundTripsMs: [130, 140, 150] }, /^Reached: warning: a round trip takes 130 ms/],
  ["in another town", { roundTripsMs: [30, 31, 32] }, /^Reached: note: a round trip takes 30 ms/],
  [
    "not verified (R-068)",
    { ssl: "require", trusted: true },
    /^Encryption: warning: encrypted, but nobody verifies/,
  ],
  ["encrypted where it suits (R-068)", { ssl: "prefer" }, /^Encryption: wrong/],
  ["not encrypted (R-068)", { ssl: false }, /^Encryption: wrong: nothing is encrypted/],
  ["too old", { version: 130_012, versionText: "13.12" }, /^Server: wrong: PostgreSQL 13.12 is too old/],
  ["without other scripts", { encoding: "LATIN1" }, /^Server: wrong: its encoding is LATIN1/],
  ["never migrated", { newestMigration: null }, /^Migrations: wrong: no migration/],
  ["not migrated", { newestMigration: newestMigration - 1 }, /^Migrations: wrong: this build's newest/],
  ["newer", { newestMigration: newestMigration + 1 }, /^Migrations: note/],
  ["a replica", { writable: false }, /^Rights: wrong: the database can only be read/],
  ["closed to us", { tables: closed }, /^Rights: wrong: users cannot be read or written/],
  [
    "a superuser's (R-069)",
    { superuser: true },
    /^Least privilege: warning: countersign_app is a superuser$/,
  ],
  ["its owner's (R-069)", { tables: owned }, /^Least privilege: warning: .* owns the tables$/],
  [
    "open in its trail (R-069)",
    { tables: editable },
    /^Least privilege: warning: .* may change the audit trail$/,
  ],
  ["too small", { pooled: false, maxConnections: 8 }, /^Connections: wrong/],
  [
    "small",
    { pooled: false, maxConnections: 16 },
    /^Connections: warning: 5 for each instance of 16, so for 2 at once/,
  ],
  ["without a time-out", { statementTimeoutMs: 0 }, /^Time-out: warning/],
  ["serializable", { isolation: "serializable" }, /^Isolation: note/],
])("One that is %s is told so, and nothing else of it", async (_, changes, expected) => {
  const found = (await look(changes)).filter((line) => !line.includes(": right: "));
  expect(found).toEqual([expect.stringMatching(expected)]);
});

describe("Where nobody else can listen", () => {
  test("a private network without TLS is only to be looked at", async () => {
    expect(await look({ ssl: false }, "postgres://a:b@10.1.2.3/c")).toContainEqual(
      expect.stringMatching(/^Encryption: warning/),
    );
  });

  test("on this machine it is only noted", async () => {
    expect(await look({ ssl: false, onThisMachine: true, encrypted: false })).toContain(
      "Encryption: note: the database is on this machine, without TLS",
    );
  });
});

test("One that does not answer is wrong, with a cure for its code", async () => {
  const found = await lookWith(databaseChecks, {
    reached: { because: "the database does not answer (28P01)" },
  });
  expect(found).toEqual(["Reached: wrong: the database does not answer (28P01)"]);
});
