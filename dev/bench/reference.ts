import { cpSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { next } from "../build";
import { startChild } from "../child";
import type { Lifetime } from "../lifetime";
import { step } from "../progress";

type Reference = "empty" | "bare";

/** Below the repository, so that Turbopack finds its packages: it follows no links out of its root. */
const placeOf = (name: Reference): string => path.resolve(".data/bench", name);

/** Next looks for proxy and instrumentation in parent directories too; it would find ours under the usual endings. */
const config = {
  pageExtensions: ["reference.tsx"],
  poweredByHeader: false,
  serverExternalPackages: ["@node-rs/argon2"],
  turbopack: { root: process.cwd() },
};

/** Copies a reference application out of dev/bench and builds it anew with the application's own Next. */
export async function buildReference(name: Reference, { defer }: Lifetime): Promise<string> {
  const place = placeOf(name);
  rmSync(place, { recursive: true, force: true });
  cpSync(fileURLToPath(new URL(`./${name}`, import.meta.url)), place, { recursive: true });
  writeFileSync(path.join(place, "next.config.mjs"), `export default ${JSON.stringify(config)};\n`);
  await step(`Building the ${name} application`, async () => {
    const build = startChild(process.execPath, [next, "build"], {
      cwd: place,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      output: "keep",
    });
    defer(build.stop);
    if ((await build.exited) !== 0) throw new Error(`That failed. It said:\n${build.tail().trim()}`);
  });
  return place;
}
