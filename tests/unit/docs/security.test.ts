import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exists, readText, root, rowsOf } from "./markdown";

const rows = rowsOf(readText("docs/security.md")).filter(([id = ""]) => /^[RTF]-\d+$/.test(id));
const numbered = (letter: string, last: number, width: number) =>
  Array.from({ length: last }, (_, index) => `${letter}-${String(index + 1).padStart(width, "0")}`);

const tests = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith(join("unit", "docs")))
  .map((name) => readText(join("tests", name)))
  .join("\n");

/** A path, and the words of a title in it where they are given. */
const citations = (cell: string) =>
  [...cell.matchAll(/`(tests\/[^`]+)`(?:: "([^"]+)")?/g)].map(([, path = "", title]) => ({ path, title }));

test("every requirement, attack and fault stands there once, in its order", () => {
  expect(rows.map(([id]) => id)).toEqual([
    ...numbered("R", 73, 3),
    ...numbered("T", 122, 3),
    ...numbered("F", 36, 2),
  ]);
});

describe.each(rows.map((cells) => [cells[0] ?? "", cells] as const))("%s", (id, cells) => {
  const held = cells.at(-1) ?? "";
  const named = citations(held);

  test("is held by a test that exists and is about it, or says why by none", () => {
    if (named.length === 0) {
      expect(held).toMatch(/^not tested, because \S.{20,}/);
      expect(new RegExp(`\\b${id}\\b`).test(tests), `Some test is about ${id}`).toBe(false);
      return;
    }
    const about = named.filter(({ path, title }) => {
      expect(exists(path), path).toBe(true);
      const text = readText(path);
      if (title !== undefined) expect(text, path).toContain(title);
      return title !== undefined || text.includes(id);
    });
    // A requirement is wider than one title: its file is named, and is about nothing else.
    if (!id.startsWith("R-")) expect(about.map(({ path }) => path)).not.toEqual([]);
  });

  test("names code that exists", () => {
    const code = cells
      .slice(2, -1)
      .flatMap((cell) => [...cell.matchAll(/`((?:app|components|db|dev|lib)\/[^`]+|[a-z.]+\.ts)`/g)]);
    for (const [, path = ""] of code) expect(exists(path), path).toBe(true);
    if (id.startsWith("R-")) expect(code).not.toEqual([]);
  });
});
