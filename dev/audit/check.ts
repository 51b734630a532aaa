import type { Seal, SealedRow } from "../../db/queries/audit-chain";
import { isErased, rowHash, rowsHash, sealHash } from "../../lib/audit/canonical";
import { checkMac, GENESIS } from "../../lib/audit/mac";
import type { Finding } from "./findings";

/** A seal comes before the rows that it is for, and rows come by their ids. */
export type ChainItem = Readonly<{ seal: Seal }> | Readonly<{ row: SealedRow }>;

export type ChainRules = Readonly<{
  /** PASSWORD_PEPPERS; null: nobody here knows the keys, so only the hashes are checked. */
  secrets: readonly string[] | null;
  /** A head that was noted elsewhere: one of the seals must have it. */
  head: string | null;
  keptSeconds: number;
  /** A part of a chain may begin at any seal. */
  part: boolean;
}>;

export type Verified = Readonly<{
  findings: readonly Finding[];
  seals: number;
  rows: number;
  unsealed: number;
  erased: number;
  /** The last seal whose rows retention has removed. */
  expired: Readonly<{ count: number; last: string; at: string }> | null;
  first: string | null;
  head: Readonly<{ number: string; hash: string; sealedAt: string }> | null;
}>;

type Found = Record<"changed" | "missing" | "added", string[]>;
/** Of one seal, the rows that have not come yet, with their hashes. */
type Open = { seal: Seal; expected: Map<string, string>; found: Found };

const hashesOf = (hex: string): readonly string[] => hex.match(/.{64}/g) ?? [];

class ChainCheck {
  readonly findings: Finding[] = [];
  private before: Seal | null = null;
  private first: Seal | null = null;
  private open: Open | null = null;
  private unproved: Seal | null = null;
  private headSeen: boolean;
  private expired: { count: number; last: string; at: string } | null = null;
  private counts = { seals: 0, rows: 0, unsealed: 0, erased: 0 };

  constructor(private readonly rules: ChainRules) {
    this.headSeen = rules.head === null;
  }

  seal(seal: Seal): void {
    this.close();
    this.place(seal);
    if (sealHash(seal) !== seal.hash) this.findings.push({ kind: "seal-changed", seal: seal.number });
    this.prove(seal);
    this.headSeen ||= seal.hash === this.rules.head;
    this.open = { seal, expected: this.listOf(seal), found: { changed: [], missing: [], added: [] } };
    this.counts.seals += 1;
    this.first ??= seal;
    this.before = seal;
  }

  row(row: SealedRow): void {
    this.counts.erased += isErased(row) ? 1 : 0;
    const open = this.open;
    if (open === null || BigInt(row.id) > BigInt(open.seal.toId)) {
      this.counts.unsealed += 1;
      return;
    }
    this.counts.rows += 1;
    // Of a seal that is gone, which has been said.
    if (BigInt(row.id) < BigInt(open.seal.fromId)) return;
    const expected = open.expected.get(row.id);
    open.expected.delete(row.id);
    if (expected === undefined) open.found.added.push(row.id);
    else if (expected !== rowHash(row)) open.found.changed.push(row.id);
  }

  end(): Verified {
    this.close();
    const { unproved, before } = this;
    if (unproved) this.findings.push({ kind: "key-unknown", seal: unproved.number, keyId: unproved.keyId });
    if (!this.headSeen) this.findings.push({ kind: "head-missing", head: this.rules.head ?? "" });
    return {
      findings: this.findings,
      ...this.counts,
      expired: this.expired,
      first: this.first?.number ?? null,
      head: before && { number: before.number, hash: before.hash, sealedAt: before.sealedAt },
    };
  }

  /** After the one before it: number, hash and first row follow from there. */
  private place(seal: Seal): void {
    const { before } = this;
    if (before === null && this.rules.part) return;
    const next = BigInt(before?.number ?? 0) + 1n;
    const given = BigInt(seal.number);
    if (given > next)
      this.findings.push({ kind: "seal-missing", seal: String(next), until: String(given - 1n) });
    else if (
      given < next ||
      seal.previousHash !== (before?.hash ?? GENESIS) ||
      BigInt(seal.fromId) !== BigInt(before?.toId ?? 0) + 1n ||
      BigInt(seal.toId) < BigInt(seal.fromId)
    )
      this.findings.push({ kind: "seal-order", seal: seal.number });
  }

  /** A seal whose key is gone is proved by a later one, whose hash goes back to it. */
  private prove(seal: Seal): void {
    if (this.rules.secrets === null) return;
    const mac = checkMac(seal, this.rules.secrets);
    if (mac === "wrong") this.findings.push({ kind: "mac-wrong", seal: seal.number });
    else this.unproved = mac === "unknown" ? seal : null;
  }

  private listOf(seal: Seal): Map<string, string> {
    const { number, rowIds, rowHashes, expiredAt } = seal;
    if (expiredAt !== null) {
      const kept = (Date.parse(expiredAt) - Date.parse(seal.sealedAt)) / 1000;
      if (kept < this.rules.keptSeconds || Date.parse(expiredAt) > Date.now())
        this.findings.push({ kind: "expired-early", seal: number });
      this.expired = { count: (this.expired?.count ?? 0) + 1, last: number, at: expiredAt };
      return new Map();
    }
    const ids = (rowIds ?? "").split(",");
    const hashes = hashesOf(rowHashes ?? "");
    const whole = rowsHash(rowIds ?? "", rowHashes ?? "") === seal.rowsHash;
    if (!whole || ids.length !== seal.rowCount || hashes.length !== seal.rowCount)
      this.findings.push({ kind: "list-changed", seal: number });
    return new Map(ids.map((id, index) => [id, hashes[index] ?? ""]));
  }

  /** What has not come by now is gone. */
  private close(): void {
    if (this.open === null) return;
    const { seal, expected, found } = this.open;
    found.missing.push(...expected.keys());
    for (const kind of ["changed", "missing", "added"] as const)
      if (found[kind].length > 0) this.findings.push({ kind, seal: seal.number, ids: found[kind] });
  }
}

/** Walks along a chain, from a database or a file, and keeps no more of it than one seal. */
export async function verifyChain(items: AsyncIterable<ChainItem>, rules: ChainRules): Promise<Verified> {
  const check = new ChainCheck(rules);
  for await (const item of items) {
    if ("seal" in item) check.seal(item.seal);
    else check.row(item.row);
  }
  return check.end();
}
