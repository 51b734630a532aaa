/**
 * Checks that the audit is as it was sealed: in the database of DATABASE_URL, or in a file of `npm run audit:export`.
 * Run: npm run audit:verify -- [--file audit.ndjson] [--head <hash noted elsewhere>] [--kept-days 400]
 */
import { parseArgs } from "node:util";
import { policy } from "../../lib/policy";
import { readEnvFiles } from "../services";
import { chainOf } from "./chain";
import { verifyChain } from "./check";
import { runCommand } from "./command";
import { inDatabase } from "./database";
import { verifyFile } from "./file";
import { toldOf } from "./told";

const DAY_SECONDS = 86_400;

const secretsOf = (given: string | undefined): string[] | null =>
  given ? given.split(",").map((secret) => secret.trim()) : null;

runCommand(async () => {
  const { values } = parseArgs({
    options: { file: { type: "string" }, head: { type: "string" }, "kept-days": { type: "string" } },
  });
  const { file, head = null, "kept-days": days } = values;
  if (days !== undefined && !/^\d{1,4}$/.test(days)) throw new Error("--kept-days takes a number of days.");
  readEnvFiles();
  const keptSeconds = days === undefined ? policy.retention.auditSeconds : Number(days) * DAY_SECONDS;
  const rules = { secrets: secretsOf(process.env.PASSWORD_PEPPERS), head, keptSeconds };
  const verified = file
    ? await verifyFile(file, rules)
    : await inDatabase("read only", (held) => verifyChain(chainOf(held), { ...rules, part: false }));
  console.log(toldOf(verified, rules.secrets !== null).join("\n"));
  return verified.findings.length === 0 ? 0 : 1;
});
