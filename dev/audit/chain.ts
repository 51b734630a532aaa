import { readRows, readSeals, type SealedRow } from "../../db/queries/audit-chain";
import type { ChainItem } from "./check";

type Database = NonNullable<Parameters<typeof readRows>[2]>;

const SEALS = 20;
const ROWS = 2000;

export type ChainRange = Readonly<{
  /** The seal and the row before the first; "0": the whole chain. */
  afterSeal: string;
  afterRow: string;
  /** The last row whose seal is wanted; null: all. */
  upToRow: string | null;
}>;

export const wholeChain: ChainRange = { afterSeal: "0", afterRow: "0", upToRow: null };

async function* rowsOf(
  database: Database,
  after: string,
  upTo: string | null,
): AsyncGenerator<SealedRow, void> {
  for (let last = after; ; ) {
    const rows = await readRows({ after: last, upTo }, ROWS, database);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < ROWS) return;
    last = end.id;
  }
}

const later = (a: string, b: string): string => (BigInt(a) > BigInt(b) ? a : b);

/** Each seal, then the rows up to its end; at last the rows that no seal reaches. */
export async function* chainOf(
  database: Database,
  { afterSeal, afterRow, upToRow }: ChainRange = wholeChain,
): AsyncGenerator<ChainItem, void> {
  let [seal, row] = [afterSeal, afterRow];
  for (;;) {
    const seals = await readSeals(seal, SEALS, database);
    for (const one of seals) {
      if (upToRow !== null && BigInt(row) >= BigInt(upToRow)) return;
      yield { seal: one };
      for await (const sealed of rowsOf(database, row, one.toId)) yield { row: sealed };
      row = later(row, one.toId);
      seal = one.number;
    }
    if (seals.length < SEALS) break;
  }
  for await (const unsealed of rowsOf(database, row, upToRow)) yield { row: unsealed };
}
