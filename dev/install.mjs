import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * Why the installed packages do not match the lockfile, or undefined when they do. Both arguments are the `packages`
 * of a package-lock.json; the second is npm's own record in node_modules. Optional packages may be absent: npm leaves
 * out those that were built for other systems.
 * @param {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} wanted
 * @param {Record<string, { version?: string }> | undefined} installed
 * @returns {string | undefined}
 */
export function needsInstall(wanted, installed) {
  if (!installed) return "nothing is installed yet";
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === "") continue;
    const found = installed[place];
    if (!found && !entry.optional && !entry.devOptional) return `${nameOf(place)} is missing`;
    if (found && found.version !== entry.version) {
      return `${nameOf(place)} is ${found.version}, the lockfile wants ${entry.version}`;
    }
  }
  const extra = Object.keys(installed).find((place) => !wanted[place]);
  return extra === undefined ? undefined : `${nameOf(extra)} is no longer wanted`;
}

/** @param {string} place */
function nameOf(place) {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** @param {string} file */
function packagesOf(file) {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}

/**
 * Installs what the lockfile names unless it is there already; ends the process when npm fails.
 * @param {string} root
 */
export function installWhereNeeded(root) {
  const wanted = packagesOf(path.join(root, "package-lock.json")) ?? {};
  const reason = needsInstall(wanted, packagesOf(path.join(root, "node_modules", ".package-lock.json")));
  if (reason === undefined) return;
  console.log(`Installing dependencies with npm ci (${reason}) …`);
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: /** @type {const} */ ("inherit") };
  const { status } = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (status !== 0) {
    console.error("npm ci failed: see its message above. Nothing was started.");
    process.exit(status ?? 1);
  }
}
