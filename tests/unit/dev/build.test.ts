import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "../../../dev/build";

let root = "";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "countersign-build-"));
  mkdirSync(path.join(root, "app"));
  mkdirSync(path.join(root, "tests"));
  writeFileSync(path.join(root, "app", "page.tsx"), "one");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("The same sources have the same fingerprint, whenever they were written", () => {
  const before = fingerprint(root);
  writeFileSync(path.join(root, "app", "page.tsx"), "one");
  expect(fingerprint(root)).toBe(before);
});

test("A changed, a renamed and a new source each change the fingerprint", () => {
  const seen = new Set([fingerprint(root)]);
  writeFileSync(path.join(root, "app", "page.tsx"), "two");
  seen.add(fingerprint(root));
  writeFileSync(path.join(root, "app", "other.tsx"), "two");
  seen.add(fingerprint(root));
  rmSync(path.join(root, "app", "page.tsx"));
  seen.add(fingerprint(root));
  expect(seen.size).toBe(4);
});

test("What is no part of a build leaves the fingerprint as it is", () => {
  const before = fingerprint(root);
  writeFileSync(path.join(root, "tests", "one.test.ts"), "test");
  writeFileSync(path.join(root, "README.md"), "text");
  expect(fingerprint(root)).toBe(before);
});
