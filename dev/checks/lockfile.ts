import { readFileSync } from "node:fs";
import { z } from "zod";

const entry = z.object({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

const lockfile = z.object({ packages: z.record(z.string(), entry) });
const anything = z.record(z.string(), z.unknown());

const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
  "aix",
];
const processors = [
  "wasm32",
  "arm64",
  "arm",
  "x64",
  "ia32",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
];

function isListed(places: object, from: string, name: string): boolean {
  if (`${from}/node_modules/${name}`.replace(/^\//, "") in places) return true;
  return (
    from !== "" && isListed(places, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))), name)
  );
}

/** What a package's name says about where it runs, in the lockfile's own terms. */
function platformOf(name: string) {
  const words = name.replace(/^.*\//, "").split("-");
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const libraries = { musl: "musl", gnu: "glibc" };
  const libc = Object.entries(libraries).find(([start]) => words.some((word) => word.startsWith(start)))?.[1];
  return { os, cpu, libc: os === "linux" ? libc : undefined };
}

/**
 * Entries of optional packages that some package names and the lockfile does not hold. npm leaves them out when the
 * registry that it asked lacks the builds for other systems; `npm ci` then refuses the lockfile.
 */
export function missingEntries(lock: unknown): Record<string, object> {
  const { packages } = lockfile.parse(lock);
  const missing: Record<string, object> = {};
  for (const [place, { dev, optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      if (isListed(packages, place, name)) continue;
      const { cpu, libc, os } = platformOf(name);
      missing[`node_modules/${name}`] = {
        version: range.replace(/^[\^~]/, ""),
        ...(cpu && { cpu: [cpu] }),
        ...(dev && { dev }),
        ...(libc && { libc: [libc] }),
        optional: true,
        ...(os && { os: [os] }),
      };
    }
  }
  return missing;
}

/** The same lockfile with the missing entries, in npm's order. */
export function completeLockfile(lock: unknown): Record<string, unknown> {
  const whole = anything.parse(lock);
  const all = Object.entries({ ...anything.parse(whole.packages), ...missingEntries(lock) });
  return {
    ...whole,
    packages: Object.fromEntries(all.sort(([one], [other]) => one.localeCompare(other, "en"))),
  };
}

export async function checkLockfile(): Promise<string[]> {
  const missing = Object.keys(missingEntries(JSON.parse(readFileSync("package-lock.json", "utf8"))));
  return missing.length === 0
    ? []
    : [`npm ci will refuse it: run "npm run lockfile" to add ${missing.join(", ")}`];
}
