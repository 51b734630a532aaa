import { describe, expect, test } from "vitest";
import { z } from "zod";
import { database } from "./boundaries/database";
import { directions } from "./boundaries/directions";
import { server } from "./boundaries/server";
import { readSources, readText, sourceOf } from "./boundaries/source";
import { style } from "./boundaries/style";

const sources = readSources();

const groups = [
  ["Who may import whom", directions],
  ["What stays on the server", server],
  ["How the database is asked", database],
  ["How code is written", style],
] as const;

describe.each(groups)("%s", (_, rules) => {
  test.each(rules.map((rule) => [rule.title, rule] as const))("%s", (_title, { offences }) => {
    expect(offences(sources)).toEqual([]);
  });
});

const breaches = groups.flatMap(([, rules]) =>
  rules.flatMap((rule) =>
    rule.broken.map((files) => [rule.title, Object.keys(files).join(" "), rule, files] as const),
  ),
);

describe("A breach is noticed", () => {
  test.each(breaches)("%s: by %s", (_title, _paths, { offences }, files) => {
    const written = Object.entries(files).map(([path, text]) => sourceOf(path, text));
    expect(offences(written)).toHaveLength(1);
    expect(offences([...sources, ...written]).length).toBeGreaterThan(offences(sources).length);
  });
});

test("The rules have looked at all of the code", () => {
  const seen = new Set(sources.map(({ path }) => path));
  for (const path of [
    "app/layout.tsx",
    "lib/env.ts",
    "db/client.ts",
    "proxy.ts",
    "tests/unit/boundaries.test.ts",
  ]) {
    expect(seen).toContain(path);
  }
  const imports = sources.flatMap((source) => source.imports);
  const modules = new Set(sources.map(({ path }) => path.replace(/\.\w+$/, "").replace(/\/index$/, "")));
  const unknown = imports.filter(({ to, own }) => own && !modules.has(to) && !/\.(css|json)$/.test(to));
  expect(unknown).toEqual([]);
});

describe("The lockfile", () => {
  const entries = z.object({ packages: z.record(z.string(), z.object({ resolved: z.string().optional() })) });
  const addresses = (text: string) =>
    Object.entries(entries.parse(JSON.parse(text)).packages)
      .filter(([, { resolved }]) => resolved !== undefined && /^[\w+]+:/.test(resolved))
      .map(([name]) => name);

  test("It names no registry: everybody installs from the one that they have", () => {
    expect(addresses(readText("package-lock.json"))).toEqual([]);
  });

  test("It would be noticed if it did", () => {
    const packages = { "node_modules/zod": { resolved: "https://registry.example/zod.tgz" } };
    expect(addresses(JSON.stringify({ packages }))).toEqual(["node_modules/zod"]);
  });
});
