import "server-only";

import { readHistory } from "@/db/queries/history";
import {
  type HistoryDay,
  type HistoryKind,
  historyDays,
  historyKind,
  olderHref,
  prefixesOf,
} from "./history";

const PER_PAGE = 50;

export type OwnHistory = Readonly<{
  kind: HistoryKind | null;
  days: readonly HistoryDay[];
  /** Whether newer lines were left out, and where older ones are. */
  continued: boolean;
  older: string | null;
}>;

/** A number that fits the column; whatever else the address says is the beginning. */
const cursor = (value: unknown): string | null =>
  typeof value === "string" && /^[1-9]\d{0,17}$/.test(value) ? value : null;

/** One page of what happened to an account; the query is what the address says. */
export async function ownHistory(
  userId: string,
  { show, before: given }: Readonly<Record<string, unknown>>,
): Promise<OwnHistory> {
  const kind = historyKind(show);
  const before = cursor(given);
  const rows = await readHistory(userId, { prefixes: prefixesOf(kind), before, most: PER_PAGE + 1 });
  const shown = rows.slice(0, PER_PAGE);
  const last = rows.length > PER_PAGE ? shown.at(-1) : undefined;
  return {
    kind,
    days: historyDays(shown),
    continued: before !== null,
    older: last ? olderHref(kind, last.id) : null,
  };
}
