import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const installSeconds = 180;
/** On the path, else where Debian puts it, which is not on everybody's path. */
const places = ["pgbouncer", "/usr/sbin/pgbouncer"];

const works = (program: string): boolean =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "inherit", timeout: installSeconds * 1000 }).status === 0;
}

function installPackage(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  console.log("  Installing the system's package pgbouncer …");
  if (!succeeds("apt-get", ["update", "-q"])) return undefined;
  const install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "pgbouncer"];
  // Its own service would start with the machine: nobody here needs it.
  const quiet = ["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"];
  return succeeds("env", [...quiet, ...install]) ? places.find(works) : undefined;
}

/** A PgBouncer of this machine, installed if there is none. */
export function findPgbouncer(): string {
  const found = places.find(works) ?? installPackage();
  if (found) return found;
  throw new Error(
    "These tests go through PgBouncer, and there is none: install the package pgbouncer with your system's package " +
      'manager (Debian, Ubuntu: "apt-get install pgbouncer"; macOS: "brew install pgbouncer").',
  );
}
