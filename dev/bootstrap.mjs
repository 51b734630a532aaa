/**
 * Starts a command of this directory on a machine that has Node and npm and nothing else:
 * `node dev/bootstrap.mjs NAME ARGUMENTS` installs what is missing, then runs `run(arguments)` of dev/NAME.ts.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
// The releases that can load ES modules by require(), which the build tools rely on.
if (!(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19))) {
  console.error(
    `Countersign needs Node 20.19, 22.12 or newer; this is ${process.versions.node}.\n` +
      "Get a newer one from https://nodejs.org, or with a version manager: nvm install 24 (or: fnm install 24).",
  );
  process.exit(1);
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

async function main() {
  const [name = "", ...args] = process.argv.slice(2);
  const file = path.join(root, "dev", `${name}.ts`);
  if (!/^[a-z]+$/.test(name) || !existsSync(file)) throw new Error(`There is no command "${name}" in dev/.`);
  const { installWhereNeeded } = await import("./install.mjs");
  installWhereNeeded(root);
  const { register } = await import("tsx/esm/api");
  register();
  const { run } = await import(pathToFileURL(file).href);
  return run(args);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(`\n${error instanceof Error ? error.message : error}`);
    if (process.env.COUNTERSIGN_TRACE) console.error(error);
    process.exit(1);
  },
);
