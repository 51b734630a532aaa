import { expect, test } from "vitest";
import { policyDocs } from "../../../dev/generate/policy-docs";
import { readText } from "../boundaries/source";

test("docs/policy.md is what the data says: `npm run docs:policy` writes it anew", () => {
  expect(readText("docs/policy.md")).toBe(policyDocs());
});
