import { execFileSync } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readPrivateKey } from "@/lib/verify/vonage/private-key";
import { integrationSuites } from "../../../dev/testing/conditions";
import { exists, pages, readText, root, rowsOf } from "./markdown";

const { scripts } = JSON.parse(readText("package.json")) as { scripts: Readonly<Record<string, string>> };

/** What each block of commands stands in, and its lines. */
const blocks = pages.flatMap((page) =>
  [...readText(page).matchAll(/^( *)```(?:sh|bash)\n([\s\S]*?)^ *```/gm)].map(([, , text = ""]) => ({
    page,
    text,
  })),
);

/** Commands in a sentence or a table. */
const inline = pages.flatMap((page) =>
  [...readText(page).matchAll(/`((?:[A-Z_]+=\S+ )?npm (?:run |test|start|ci)[^`\n]*)`/g)].map(
    ([, text = ""]) => ({
      page,
      text,
    }),
  ),
);

const at = mkdtempSync(join(tmpdir(), "commands-"));
afterAll(() => rmSync(at, { recursive: true, force: true }));

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
writeFileSync(join(at, "private.key"), pem);
const calls = join(at, "calls");

/** In the place of what would change something: takes what it is given, and writes down how it was called. */
const standIn =
  '#!/bin/sh\nprintf "%s" "$(basename "$0")" >> "$CALLS"\nfor one in "$@"; do printf "\\037%s" "$one" >> "$CALLS"; done\necho >> "$CALLS"\n[ -t 0 ] || cat > /dev/null\n';
for (const name of ["npm", "npx", "vercel", "curl", "git", "psql"]) {
  writeFileSync(join(at, name), standIn);
  chmodSync(join(at, name), 0o755);
}

const PEPPER = "a pepper that is long enough to be one";

function run(text: string): Readonly<{ printed: string; called: readonly (readonly string[])[] }> {
  writeFileSync(calls, "");
  const environment = { PATH: `${at}:/usr/local/bin:/usr/bin:/bin`, CALLS: calls, PEPPER, LC_ALL: "C" };
  const printed = execFileSync("/bin/sh", ["-eu", "-c", text], {
    cwd: at,
    env: {
      NODE_ENV: "test",
      VONAGE_API_KEY: "k",
      VONAGE_API_SECRET: "s",
      CRON_SECRET: "c",
      OWNER_URL: "o",
      ...environment,
    },
    input: "",
    stdio: ["pipe", "pipe", "pipe"],
    encoding: "utf8",
  });
  const lines = readFileSync(calls, "utf8").split("\n").slice(0, -1);
  return { printed, called: lines.map((line) => line.split("\u001f")) };
}

const variables = rowsOf(readText("docs/configuration.md")).map(([name = ""]) => name.replaceAll("`", ""));
const suites = ["unit", "contract", "e2e", ...integrationSuites];

/** What a command is, when it is one of ours, or why it is none. */
function problemOf([command, ...args]: readonly string[]): string | null {
  if (command === "vercel") {
    const [what, action, name = "", stage, ...flags] = args;
    if (what !== "env" || action !== "add" || !variables.includes(name)) return `vercel ${args.join(" ")}`;
    return stage === "production" && flags.every((flag) => flag === "--sensitive")
      ? null
      : `flags of ${name}`;
  }
  if (command !== "npm") return null;
  const [verb = "", script = ""] = args;
  if (verb === "run") return script in scripts ? null : `npm run ${script}`;
  if (verb === "test") return args.slice(1).every((suite) => suites.includes(suite)) ? null : args.join(" ");
  return verb === "ci" || verb in scripts ? null : `npm ${verb}`;
}

describe("Every command that people are told to type", () => {
  test("is found at all", () => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(inline.length).toBeGreaterThan(15);
  });

  test.each(blocks.map(({ page, text }) => [page, text.trim()] as const))(
    "runs as it stands in %s: %s",
    (_, text) => {
      const { called } = run(text);
      expect(called.map(problemOf).filter((problem) => problem !== null)).toEqual([]);
    },
  );

  test.each(inline.map(({ page, text }) => [page, text] as const))(
    "is a script that exists, in %s: %s",
    (_, text) => {
      const words = text.replace(/^[A-Z_]+=\S+ /, "").split(/\s+/);
      expect(problemOf(words)).toBeNull();
    },
  );

  test("is in package.json with a file behind it", () => {
    for (const [name, command] of Object.entries(scripts)) {
      const file = /(?:^| )((?:dev|db)\/[\w./-]+\.(?:mjs|ts))(?: ([a-z]+))?/.exec(command);
      if (file) expect(exists(file[1] ?? ""), name).toBe(true);
      if (file?.[1] === "dev/bootstrap.mjs") expect(exists(`dev/${file[2]}.ts`), name).toBe(true);
    }
  });
});

test("Every flag of a command of ours is one that it knows", () => {
  const flagged = [...inline, ...blocks].flatMap(({ text }) => [
    ...text.matchAll(/npm run ([\w:]+) -- ((?:--?[\w-]+[ =]?\S* ?)+)/g),
  ]);
  const unknown = flagged.flatMap(([, script = "", given = ""]) => {
    const [, path = "", name = ""] =
      /((?:dev|db)\/[\w./-]+\.(?:mjs|ts))(?: ([a-z]+))?/.exec(scripts[script] ?? "") ?? [];
    // What is not ours has a manual of its own.
    if (path === "") return [];
    const entry = path.endsWith("bootstrap.mjs") ? `dev/${name}.ts` : path;
    const folder = entry.replace(/\.\w+$/, "");
    const parts = exists(folder)
      ? readdirSync(join(root, folder)).filter((part) => /\.m?ts$|\.mjs$/.test(part))
      : [];
    const source = [entry, ...parts.map((part) => join(folder, part))].map(readText).join("\n");
    return [...given.matchAll(/--([\w-]+)/g)]
      .map(([, flag = ""]) => flag)
      .filter((flag) => !source.includes(flag));
  });
  expect(flagged.length).toBeGreaterThan(0);
  expect(unknown).toEqual([]);
});

describe("What commands print is what the application takes", () => {
  const blockWith = (words: string): string => {
    const found = blocks.find(({ text }) => text.includes(words));
    if (!found) throw new Error(`No block has ${words}`);
    return found.text;
  };

  test("the three forms of the private key are one key", () => {
    const forms = blockWith("awk")
      .trim()
      .split("\n")
      .map((line) => run(line).printed);
    expect(forms).toHaveLength(3);
    for (const form of forms) expect(readPrivateKey(form)).toBe(pem);
  });

  test("the two keys of a change are two keys, the new one in front", () => {
    const { printed } = run(blockWith("next.key"));
    const [next = "", former = ""] = (printed.trim().split("\n").at(-1) ?? "").split(",");
    expect(readPrivateKey(former)).toBe(pem);
    expect(readPrivateKey(next)).toBe(readFileSync(join(at, "next.key"), "utf8"));
    expect(printed).toContain("-----BEGIN PUBLIC KEY-----");
  });

  test("the names of a pepper are those in front of hashes and seals", () => {
    const name = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 8);
    expect(run(blockWith("$PEPPER")).printed.trim().split("\n")).toEqual([
      name(PEPPER),
      name(`seal:${PEPPER}`),
    ]);
  });

  test("a pepper that goes to Vercel is kept on the way, and is long enough", () => {
    const { called } = run(blockWith("tee pepper.txt"));
    expect(called.filter(([command]) => command === "vercel")).toHaveLength(6);
    expect(existsSync(join(at, "pepper.txt"))).toBe(true);
    expect(readFileSync(join(at, "pepper.txt"), "utf8").length).toBeGreaterThanOrEqual(32);
  });
});
