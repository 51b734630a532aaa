import { readFileSync } from "node:fs";
import { z } from "zod";

interface Floor {
  package: string;
  lowest: string;
  because: string;
}

/** Below these, a published fault touches this application (or one that it was built on). */
export const floors: readonly Floor[] = [
  {
    package: "next",
    lowest: "16.4.6",
    because: "GHSA-673q-mjm6-r5xr, GHSA-2464-fhr4-w9xw (remote code execution), CVE-2026-94482",
  },
  { package: "react", lowest: "19.2.6", because: "CVE-2026-23870, CVE-2025-55182 (remote code execution)" },
  {
    package: "react-dom",
    lowest: "19.2.6",
    because: "CVE-2026-23870, CVE-2025-55182 (remote code execution)",
  },
  {
    package: "sharp",
    lowest: "0.35.5",
    because: "GHSA-2464-fhr4-w9xw (remote code execution through images)",
  },
  {
    package: "next-auth",
    lowest: "5.0.0-beta.32",
    because: "GHSA-8fpg-xm3f-6cx3 (auth() failed open), GHSA-7rqj-j65f-68wh",
  },
  {
    package: "@auth/core",
    lowest: "0.41.3",
    because: "GHSA-8fpg-xm3f-6cx3 (auth() failed open), GHSA-7rqj-j65f-68wh",
  },
  { package: "drizzle-orm", lowest: "0.45.2", because: "CVE-2026-39356 (identifiers not escaped)" },
  { package: "zod", lowest: "4.6.7", because: "GHSA-mrhx-c7xc-m3w5 (memory exhaustion)" },
  {
    package: "nodemailer",
    lowest: "9.1.0",
    because: "GHSA-2x7j-588g-ccc2 (denial of service), GHSA-mm7p-fcc7-pg87 (mail to another domain)",
  },
  {
    package: "@simplewebauthn/server",
    lowest: "14.0.0",
    because: "next-auth alone would bring 9.0.3, five majors old",
  },
  {
    package: "@simplewebauthn/browser",
    lowest: "14.0.0",
    because: "next-auth alone would bring 9.0.1, five majors old",
  },
];

const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      name: z.string().optional(),
      link: z.boolean().optional(),
    }),
  ),
});

function compareParts(left: string, right: string): number {
  const numeric = /^\d+$/;
  if (numeric.test(left) && numeric.test(right)) return Math.sign(Number(left) - Number(right));
  // A number comes before a word: semver.org, item 11.
  if (numeric.test(left) !== numeric.test(right)) return numeric.test(left) ? -1 : 1;
  return left === right ? 0 : left < right ? -1 : 1;
}

function compareLists(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    const order = compareParts(one, other);
    if (order !== 0) return order;
  }
  return 0;
}

/** Semver's order of two exact versions: negative, zero or positive. A pre-release comes before its release. */
export function compareVersions(left: string, right: string): number {
  const parse = (version: string) => {
    const [, numbers = "", pre] = /^([^-+]*)(?:-([^+]*))?/.exec(version) ?? [];
    return { numbers: numbers.split("."), pre };
  };
  const [one, other] = [parse(left), parse(right)];
  const order = compareLists(one.numbers, other.numbers);
  if (order !== 0 || one.pre === other.pre) return order;
  if (one.pre === undefined || other.pre === undefined) return one.pre === undefined ? 1 : -1;
  return compareLists(one.pre.split("."), other.pre.split("."));
}

/** What is wrong with a lockfile, in words; every copy of a package counts, wherever it is nested. */
export function findViolations(lock: unknown): string[] {
  const problems: string[] = [];
  for (const [place, entry] of Object.entries(lockfile.parse(lock).packages)) {
    if (place === "") continue;
    if (entry.resolved !== undefined && !entry.link) {
      problems.push(
        `${place} has a "resolved" address: write the lockfile with omit-lockfile-registry-resolved=true`,
      );
    }
    const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    const floor = floors.find((candidate) => candidate.package === name);
    if (floor && entry.version && compareVersions(entry.version, floor.lowest) < 0) {
      problems.push(`${place} is ${entry.version}, lowest allowed ${floor.lowest}: ${floor.because}`);
    }
  }
  return problems;
}

export async function checkFloors(): Promise<string[]> {
  return findViolations(JSON.parse(readFileSync("package-lock.json", "utf8")));
}
