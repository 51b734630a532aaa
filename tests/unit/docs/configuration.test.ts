import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exists, readText, root, rowsOf } from "./markdown";

/** Every variable that a part of the configuration says how to mend. */
const known = ["lib/env.ts", ...settingsFiles()].flatMap((path) => namesIn(readText(path)));

function settingsFiles(): readonly string[] {
  return readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })
    .filter((name) => /(^|[\\/])settings\.ts$/.test(name))
    .map((name) => join("lib", name));
}

/** Keys of an object that are written as variables are. */
function namesIn(source: string): readonly string[] {
  return [...source.matchAll(/^ {2}([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*):/gm)].map(([, name = ""]) => name);
}

const page = readText("docs/configuration.md");
const [variables = "", secrets = ""] = page.split("\n## Secrets\n");
const described = rowsOf(variables)
  .map(([name = ""]) => /^`([A-Z_]+)`$/.exec(name)?.[1])
  .filter((name) => name !== undefined);

test("every variable that is read stands there once, and no other", () => {
  // Those of the platform set themselves; one is read by a library alone.
  const ours = known.filter((name) => !/^VERCEL(_|$)/.test(name));
  const names = [...new Set([...ours, "OTEL_EXPORTER_OTLP_HEADERS"])];
  expect(names.length).toBeGreaterThan(30);
  expect([...described].sort()).toEqual(names.sort());
});

test("every one that people set is in .env.example, and no other", () => {
  const example = readText(".env.example");
  const given = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, name = ""]) => name);
  const never = new Set(["DEBUG", "PUSH_SERVICE_URL", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_SDK_DISABLED"]);
  expect([...given].sort()).toEqual([...described].filter((name) => !never.has(name)).sort());
});

test.each(["README.md", "docs/deploy.md", "docs/providers.md", "docs/abuse.md", "docs/notices.md"])(
  "%s names no variable that does not exist",
  (path) => {
    const platform = /^(VERCEL|NODE|NEXT)_|^MAX_|^(PATH|PEPPER|CHROMIUM_PATH)$/;
    const named = [...readText(path).matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !platform.test(name) && !described.includes(name))).toEqual([]);
  },
);

describe("How secrets are rotated", () => {
  const rows = rowsOf(secrets).slice(2);

  test("is said of every variable that is called a secret", () => {
    const secret = rowsOf(variables)
      .filter(([, needed = ""]) => needed.includes("secret"))
      .map(([name]) => name);
    const told = rows.map(([name]) => name);
    const elsewhere = ["`NEXT_SERVER_ACTIONS_ENCRYPTION_KEY`"];
    expect(secret.length).toBeGreaterThan(8);
    expect(secret.filter((name) => name && !told.includes(name) && !elsewhere.includes(name))).toEqual([]);
  });

  test.each(rows.map((cells) => [cells[0] ?? "", cells.at(-1) ?? ""]))(
    "is held by a test that exists: %s",
    (_, held) => {
      const path = /^`(tests\/[^`]+)`$/.exec(held)?.[1];
      if (path === undefined) expect(held).toMatch(/^not tested, because /);
      else expect(exists(path), path).toBe(true);
    },
  );
});
