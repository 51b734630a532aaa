import "server-only";

import { addSeal, expireRows, readHead, readRipe, type Seal, type SealedRow } from "@/db/queries/audit-chain";
import { env } from "../env";
import { log } from "../log";
import { alertOperators } from "../notify";
import { policy } from "../policy";
import { rowHash, rowsHash, sealHash } from "./canonical";
import { checkMac, GENESIS, signHash } from "./mac";

/** Of 1000 rows each, at most for one call. */
const MOST_SEALS = 200;
/** Their rows are removed by one statement, which is to be short. */
const MOST_EXPIRED = 5;

class BrokenChainError extends Error {
  override name = "BrokenChainError";
}

/** On a head that is not ours nothing is built: a seal of ours above it would cover what somebody else has made. */
async function checkHead(head: Seal): Promise<void> {
  if (sealHash(head) === head.hash && checkMac(head, env().passwordPeppers) === "right") return;
  await alertOperators("audit-chain-broken", { number: head.number, keyId: head.keyId });
  throw new BrokenChainError(`Seal ${head.number} of the audit was not made with a key of ours`);
}

function makeSeal(head: Seal | null, rows: readonly SealedRow[], now: string): Omit<Seal, "expiredAt"> {
  const [newest] = env().passwordPeppers;
  const rowIds = rows.map(({ id }) => id).join();
  const rowHashes = rows.map(rowHash).join("");
  const content = {
    number: String(BigInt(head?.number ?? 0) + 1n),
    fromId: String(BigInt(head?.toId ?? 0) + 1n),
    toId: rows.at(-1)?.id ?? "",
    rowCount: rows.length,
    rowsHash: rowsHash(rowIds, rowHashes),
    previousHash: head?.hash ?? GENESIS,
    sealedAt: now,
  };
  const hash = sealHash(content);
  return { ...content, rowIds, rowHashes, hash, ...signHash(hash, newest) };
}

/** One seal; null when nothing is ripe. Who loses the race has read the same rows, and goes on after the winner's. */
async function sealNext(): Promise<number | null> {
  const head = await readHead();
  if (head) await checkHead(head);
  const { afterSeconds, rows: most } = policy.auditSeal;
  const { rows, now } = await readRipe(head?.toId ?? "0", afterSeconds, most);
  if (rows.length === 0) return null;
  const seal = makeSeal(head, rows, now);
  if (!(await addSeal(seal))) return 0;
  log("info", "audit.sealed", { number: seal.number, head: seal.hash, rows: rows.length });
  return rows.length;
}

export type Sealed = Readonly<{
  seals: number;
  rows: number;
  expiredSeals: number;
  expiredRows: number;
  number: string;
  head: string;
}>;

/** Seals what is ripe, then removes the rows of seals that are over their time. */
export async function sealAudit(): Promise<Sealed> {
  let [seals, rows] = [0, 0];
  for (let calls = 0; calls < MOST_SEALS; calls += 1) {
    const sealed = await sealNext();
    if (sealed === null) break;
    seals += sealed > 0 ? 1 : 0;
    rows += sealed;
  }
  let [expiredSeals, expiredRows] = [0, 0];
  for (let calls = 0; calls < MOST_SEALS / MOST_EXPIRED; calls += 1) {
    const expired = await expireRows(policy.retention.auditSeconds, MOST_EXPIRED);
    if (expired.seals === 0) break;
    expiredSeals += expired.seals;
    expiredRows += expired.removed;
  }
  const head = await readHead();
  return { seals, rows, expiredSeals, expiredRows, number: head?.number ?? "0", head: head?.hash ?? GENESIS };
}
