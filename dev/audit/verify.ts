/**
 * Checks that the audit is as it was sealed: in the database of DATABASE_URL, or in a file of `npm run audit:export`.
 * Run: npm run audit:verify -- [--file audit.ndjson] [--head <hash noted elsewhere>] [--kept-days 400]
 */
import { parseArgs } from "node:util";
import { policy } from "../../lib/policy";
import { readEnvFiles } from "../services";
import { chainOf } from "./chain";
import { type ChainRules, type Verified, verifyChain } from "./check";
import { runCommand } from "./command";
import { inDatabase } from "./database";
import { readExport } from "./file";
import { toldOf } from "./told";

const DAY_SECONDS = 86_400;

type Rules = Omit<ChainRules, "part">;

async function verifyFile(path: string, rules: Rules): Promise<Verified> {
  const { items, read } = readExport(path);
  const verified = await verifyChain(items, {
    ...rules,
    get part() {
      return read.part;
    },
  });
  return read.whole ? verified : { ...verified, findings: [...verified.findings, { kind: "cut-off" }] };
}

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
