import { writeFileSync } from "node:fs";
import { policyDocs } from "./generate/policy-docs";

/** Writes docs/policy.md anew. */
export async function run(): Promise<number> {
  writeFileSync("docs/policy.md", policyDocs());
  console.log("docs/policy.md says what the policy is.");
  return 0;
}
