import { readFileSync, writeFileSync } from "node:fs";
import { withLoginDiagram } from "./generate/login-diagram";
import { policyDocs } from "./generate/policy-docs";

/** Writes docs/policy.md, and the diagram in docs/architecture.md, anew. */
export async function run(): Promise<number> {
  writeFileSync("docs/policy.md", policyDocs());
  writeFileSync("docs/architecture.md", withLoginDiagram(readFileSync("docs/architecture.md", "utf8")));
  console.log("docs/policy.md says what the policy is, docs/architecture.md how a login goes.");
  return 0;
}
