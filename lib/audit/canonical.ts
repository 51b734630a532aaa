import "server-only";

import { createHash } from "node:crypto";
import type { SealContent, SealedRow } from "@/db/queries/audit-chain";

const sha256 = (value: string | Buffer): string => createHash("sha256").update(value).digest("hex");

/** JSON with sorted keys and nothing between: the form of RFC 8785, for what JSON.parse gives. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")}}`;
}

type Personal = Pick<SealedRow, "salt" | "browser" | "address" | "details">;

/** Stands for what can be erased. The salt, erased with it, keeps anybody from finding an address by trying all of them. */
export function personalHash({ salt, browser, address, details }: Personal): string {
  const parsed: unknown = details === null ? null : JSON.parse(details);
  return sha256(canonicalJson(["countersign-audit-personal-1", salt, browser, address, parsed]));
}

export const isErased = ({ personalHash, salt, browser, address, details }: SealedRow): boolean =>
  personalHash !== null && [salt, browser, address, details].every((one) => one === null);

export function rowHash(row: SealedRow): string {
  const { id, at, event, outcome, userId, actorId, factor, loginId, sessionId } = row;
  const personal = isErased(row) ? row.personalHash : personalHash(row);
  const fields = [id, at, event, outcome, userId, actorId, factor, loginId, sessionId, personal];
  return sha256(canonicalJson(["countersign-audit-row-1", ...fields]));
}

/** Over a batch: the ids (decimal, separated by commas), a line break, and the rows' hashes one after the other. */
export const rowsHash = (rowIds: string, rowHashes: string): string => sha256(`${rowIds}\n${rowHashes}`);

export function sealHash(seal: SealContent): string {
  const { number, fromId, toId, rowCount, previousHash, sealedAt } = seal;
  return sha256(
    canonicalJson([
      "countersign-audit-seal-1",
      ...[number, fromId, toId, rowCount, seal.rowsHash, previousHash, sealedAt],
    ]),
  );
}
