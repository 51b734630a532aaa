/**
 * Erases browser, address and details from what the audit says of an account that is gone. The rows stay, and so does
 * the chain. DATABASE_URL has to be that of the tables' owner.
 * Run: npm run audit:forget -- <id of the account>
 */
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import type { SealedRow } from "../../db/queries/audit-chain";
import { personalHash } from "../../lib/audit/canonical";
import { readEnvFiles } from "../services";
import { runCommand } from "./command";
import { inDatabase, type Transaction } from "./database";
import { counted } from "./told";

const ROWS = 1000;

type Personal = Pick<SealedRow, "id" | "salt" | "browser" | "address" | "details">;

const readSome = (person: string, transaction: Transaction) =>
  transaction.execute<Personal>(sql`
    select id::text, salt::text, browser, address, details::text from audit
    where user_id = ${person}::uuid and personal_hash is null order by audit.id limit ${ROWS}::int`);

/**
 * Leaves the digest of what is erased, which the seals hold. Append-only as the table is, its trigger lets this through
 * for the owner alone, when the account is gone and nothing else changes.
 */
async function erase(hashes: readonly Readonly<{ id: string; hash: string }>[], transaction: Transaction) {
  await transaction.execute(sql`select set_config('countersign.audit', 'forget', true)`);
  const erased = await transaction.execute(sql`
    update audit set browser = null, address = null, details = null, salt = null, personal_hash = given.hash
    from jsonb_to_recordset(${JSON.stringify(hashes)}::jsonb) as given (id bigint, hash text)
    where audit.id = given.id returning audit.id`);
  return erased.length;
}

const forgetSome = (person: string): Promise<number> =>
  inDatabase("read write", async (transaction) => {
    const [account] = await transaction.execute(sql`select 1 from users where id = ${person}::uuid`);
    if (account)
      throw new Error("This account is there: what its audit says can be erased once it is deleted.");
    const rows = await readSome(person, transaction);
    const hashes = rows.map((row) => ({ id: row.id, hash: personalHash(row) }));
    return rows.length === 0 ? 0 : erase(hashes, transaction);
  });

runCommand(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [person = ""] = positionals;
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(person))
    throw new Error("Name the account by its id, such as 0d9f6a2e-….");
  readEnvFiles();
  let total = 0;
  for (let some = await forgetSome(person); some > 0; some = await forgetSome(person)) total += some;
  console.log(`The personal data of ${counted(total, "row")} were erased.`);
  return 0;
});
