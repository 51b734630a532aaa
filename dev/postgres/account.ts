import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Account {
  uid: number;
  gid: number;
}

function idOf(flag: "-u" | "-g", name: string): number | undefined {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  return status === 0 ? Number.parseInt(stdout, 10) : undefined;
}

/**
 * Whom the server runs as. PostgreSQL refuses root, so root borrows `postgres`, else `nobody`: one of them is on
 * every system, and nothing has to be added to it. Anyone else runs it as themselves (undefined).
 */
export function serverAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf("-u", name);
    const gid = idOf("-g", name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error(
    "PostgreSQL does not run as root, and this system has neither a user postgres nor nobody to run it as. " +
      "Start the command as another user, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

/** Can the account reach this directory, that is, pass every parent of it? */
export function canReach(directory: string, account: Account | undefined): boolean {
  return account === undefined || spawnSync("test", ["-x", directory], { ...account, cwd: "/" }).status === 0;
}

/** Where something lives that its own place hides from the account: always the same for the same place. */
export function reachableTwin(original: string, account: Account): string {
  const name = createHash("sha256").update(original).digest("hex").slice(0, 12);
  const twin = path.join(tmpdir(), `countersign-${name}`);
  mkdirSync(twin, { recursive: true, mode: 0o755 });
  const { uid } = lstatSync(twin);
  if (!lstatSync(twin).isDirectory() || (uid !== 0 && uid !== account.uid)) {
    throw new Error(`${twin} belongs to someone else: remove it, or set TMPDIR to another directory.`);
  }
  if (!canReach(twin, account)) {
    throw new Error(
      `The user that PostgreSQL runs as reaches neither ${original} nor ${twin}. ` +
        "Set TMPDIR to a directory that everyone may enter, or DATABASE_URL to a PostgreSQL of your own.",
    );
  }
  return twin;
}
