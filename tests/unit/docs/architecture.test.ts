import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withLoginDiagram } from "../../../dev/generate/login-diagram";
import { exists, readText, root, rowsOf } from "./markdown";

const page = readText("docs/architecture.md");

test("the diagram of the login is what lib/login/machine.ts says: `npm run docs:policy` draws it anew", () => {
  expect(page).toBe(withLoginDiagram(page));
});

test("every table of the database stands there once, with what deletes it", () => {
  const schema = readdirSync(join(root, "db/schema")).map((name) => readText(join("db/schema", name)));
  const tables = [...schema.join("\n").matchAll(/pgTable\(\s*"(\w+)"/g)].map(([, name = ""]) => name);
  const [, told = ""] = page.split("\n## Tables\n");
  const listed = rowsOf(told.split("\n## ")[0] ?? "").slice(2);
  expect(listed.map(([name = ""]) => name.replaceAll("`", "")).sort()).toEqual(tables.sort());
  for (const [name, , deleted = ""] of listed) expect(deleted.length, name).toBeGreaterThan(5);
});

test("every file and folder that it names exists", () => {
  const named = [...page.matchAll(/`((?:app|components|db|dev|lib|tests)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !exists(path))).toEqual([]);
});
