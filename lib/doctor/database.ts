import "server-only";

import { tryPrepared } from "@/db/queries/doctor";
import { newestMigration } from "@/db/queries/migrations";
import { type Check, codeOf, type Finding, makeCheck, note, right, warning, wrong } from "./check";
import { isPrivateHost } from "./hosts";
import type { Things } from "./things";

type Facts = Things["facts"];

const FAR_MS = 20;
const TOO_FAR_MS = 100;
const LEAST_VERSION = 140_000;
/** Kept for what watches and migrates. */
const SPARE_CONNECTIONS = 5;

const ownCertificate = "Give Node your provider's certificate: NODE_EXTRA_CA_CERTS=/path/to/ca.pem.";

const cures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "Look whether PostgreSQL runs there, and whether host and port in DATABASE_URL are right.",
  ENOTFOUND: "The host in DATABASE_URL does not exist: copy the address again from your provider.",
  CONNECT_TIMEOUT:
    "Nobody answers at that address: allow this machine in the database's firewall or list of allowed addresses.",
  "28P01":
    "The user or the password is refused: copy DATABASE_URL again, with @ / : # ? % in the password percent-encoded.",
  "28000": "The user is refused: look at pg_hba.conf, or copy DATABASE_URL again.",
  "3D000": "There is no such database: create it, or correct the name at the end of DATABASE_URL.",
  SELF_SIGNED_CERT_IN_CHAIN: ownCertificate,
  DEPTH_ZERO_SELF_SIGNED_CERT: ownCertificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ownCertificate,
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The certificate is for another host: take the host's name in DATABASE_URL, and no address in its place.",
};

const usualCure = "Look whether the database of DATABASE_URL runs and can be reached from here.";

const rounded = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

function lookAtDistance({ reached }: Pick<Things, "reached">): Finding {
  if ("because" in reached) {
    const told = reached.because ?? "";
    return wrong(told, cures[/\((.+)\)$/.exec(told)?.[1] ?? ""] ?? usualCure);
  }
  const { roundTripsMs } = reached.have;
  const ms = Math.min(...roundTripsMs);
  const told = `a round trip takes ${rounded(ms)} ms (the best of ${roundTripsMs.length})`;
  const cure = "Put the application and its database into the same region: a login makes nine round trips.";
  if (ms > TOO_FAR_MS) return warning(`${told}, which makes a login slow`, cure);
  return ms > FAR_MS ? note(`${told}; a login makes nine`) : right(told);
}

function lookAtTls({ facts, databaseUrl }: Pick<Things, "facts" | "databaseUrl">): Finding {
  const { ssl, onThisMachine, trusted, encrypted } = facts;
  if (onThisMachine) return note(`the database is on this machine, ${encrypted ? "with" : "without"} TLS`);
  switch (ssl) {
    case "verify-full":
      return right("encrypted, and the server's certificate is verified");
    case "require":
      return warning(
        "encrypted, but nobody verifies that it is your database that answers",
        trusted
          ? "Its certificate is one that this machine trusts: put ?sslmode=verify-full at the end of DATABASE_URL."
          : "Give Node your provider's certificate (NODE_EXTRA_CA_CERTS=/path/to/ca.pem) and put ?sslmode=verify-full at the end of DATABASE_URL.",
      );
    case "prefer":
      return wrong(
        "whoever is in between can have it without encryption",
        "Put ?sslmode=verify-full (or at least require) at the end of DATABASE_URL.",
      );
    case false: {
      const told = "nothing is encrypted on the way to the database";
      const cure = "Put ?sslmode=verify-full (or at least require) at the end of DATABASE_URL.";
      return isPrivateHost(new URL(databaseUrl).hostname) ? warning(told, cure) : wrong(told, cure);
    }
  }
}

function lookAtMigrations({ newestMigration: applied }: Facts): Finding {
  if (applied === null)
    return wrong("no migration was ever applied", "Run `npm run db:migrate` with this DATABASE_URL.");
  if (applied < newestMigration)
    return wrong(
      "this build's newest migration is missing",
      "Run `npm run db:migrate` with this DATABASE_URL.",
    );
  return applied === newestMigration
    ? right("up to this build's newest migration")
    : note("newer than this build, which does not matter");
}

function lookAtRights({ tables, writable }: Facts): Finding | readonly Finding[] {
  if (tables.length === 0) return [];
  if (!writable)
    return wrong(
      "the database can only be read",
      "DATABASE_URL leads to a replica, or is read-only: take the address of the primary.",
    );
  const closed = tables.filter((table) => !table.select || !table.insert).map(({ name }) => name);
  if (closed.length === 0) return right(`all ${tables.length} tables can be read and written`);
  return wrong(
    `${closed.slice(0, 5).join(", ")} cannot be read or written`,
    "Grant the application's role what db/roles.sql says.",
  );
}

/** Rights that a stolen DATABASE_URL would bring along. */
function lookAtPrivilege({ superuser, tables, user }: Facts): Finding | readonly Finding[] {
  if (tables.length === 0) return [];
  const trail = tables.filter(({ name }) => name.startsWith("audit"));
  const more = [
    ...(superuser ? ["is a superuser"] : []),
    ...(tables.some(({ owned }) => owned) ? ["owns the tables"] : []),
    ...(trail.some((table) => table.update || table.delete) ? ["may change the audit trail"] : []),
  ];
  if (more.length === 0) return right(`${user} may do what the application needs, and no more`);
  return warning(
    `${user} ${more.join(", ")}`,
    "Give the application a role of its own with db/roles.sql, keep this one for `npm run db:migrate`, and set DATABASE_URL to the new one.",
  );
}

async function lookAtPooler({
  facts,
  databaseUrl,
  settings,
}: Pick<Things, "facts" | "databaseUrl" | "settings">): Promise<Finding> {
  const between = facts.pooled ? "a pooler in transaction mode" : "no pooler in transaction mode";
  if (!settings.prepare)
    return right(`${between}, and statements are not kept prepared, which fits every one`);
  try {
    await tryPrepared(databaseUrl);
    return right(`${between}, and prepared statements are kept`);
  } catch (error) {
    return wrong(
      `${between}, and it forgets prepared statements (${codeOf(error)})`,
      "Leave DATABASE_PREPARE out, or set max_prepared_statements in PgBouncer 1.21 or newer.",
    );
  }
}

function lookAtConnections({
  facts,
  settings: { maxConnections },
}: Pick<Things, "facts" | "settings">): Finding {
  const { maxConnections: most, pooled } = facts;
  if (pooled) return right(`${maxConnections} for each instance, to the pooler`);
  const instances = Math.floor((most - SPARE_CONNECTIONS) / maxConnections);
  const told = `${maxConnections} for each instance of ${most}, so for ${instances} at once`;
  if (instances < 1)
    return wrong(told, "Lower DATABASE_MAX_CONNECTIONS, or raise max_connections of the database.");
  return instances < 3
    ? warning(told, "Lower DATABASE_MAX_CONNECTIONS, or put a pooler in transaction mode in between.")
    : right(told);
}

function lookAtServer({ version, versionText, encoding }: Facts): readonly Finding[] {
  const number = versionText.split(" ")[0];
  return [
    version < LEAST_VERSION
      ? wrong(`PostgreSQL ${number} is too old`, "Upgrade the database to PostgreSQL 14 or newer.")
      : right(`PostgreSQL ${number}, of which no extension is needed`),
    ...(encoding === "UTF8"
      ? []
      : [
          wrong(
            `its encoding is ${encoding}`,
            "Create a database with the encoding UTF8 and migrate that: names in other scripts cannot be stored in this one.",
          ),
        ]),
  ];
}

function lookAtTimeouts({ statementTimeoutMs, user }: Facts): Finding {
  if (statementTimeoutMs > 0)
    return right(`a statement ends after ${statementTimeoutMs / 1000} seconds at the latest`);
  return warning(
    "the application gives up a statement that hangs, but the database goes on with it",
    `Run: alter role "${user}" set statement_timeout = '3s';`,
  );
}

export const databaseChecks: readonly Check<Things>[] = [
  makeCheck("Database", "Reached", ["reached"], lookAtDistance),
  makeCheck("Database", "Encryption", ["facts", "databaseUrl"], lookAtTls),
  makeCheck("Database", "Server", ["facts"], ({ facts }) => lookAtServer(facts)),
  makeCheck("Database", "Migrations", ["facts"], ({ facts }) => lookAtMigrations(facts)),
  makeCheck("Database", "Rights", ["facts"], ({ facts }) => lookAtRights(facts)),
  makeCheck("Database", "Least privilege", ["facts"], ({ facts }) => lookAtPrivilege(facts)),
  makeCheck("Database", "Pooler", ["facts", "databaseUrl", "settings"], lookAtPooler),
  makeCheck("Database", "Connections", ["facts", "settings"], lookAtConnections),
  makeCheck("Database", "Time-out", ["facts"], ({ facts }) => lookAtTimeouts(facts)),
  makeCheck("Database", "Isolation", ["facts"], ({ facts: { isolation } }) =>
    isolation === "read committed" ? right(isolation) : note(`${isolation}, where read committed would do`),
  ),
];
