import type { HistoryRow } from "@/db/queries/history";
import { historySentence } from "./history-words";
import { seenWords } from "./seen";

/** What can be looked at alone, and the beginnings of the events that belong to it. */
const kinds = {
  logins: { label: "Logins", prefixes: ["login.", "signup.", "reset.", "approval."] },
  sessions: { label: "Sessions", prefixes: ["login.session", "session."] },
  changes: {
    label: "Changes",
    prefixes: [
      "account.",
      "phone.",
      "device.",
      "factor.",
      "codes.",
      "trust.",
      "recovery.",
      "step-up.",
      "signup.account",
    ],
  },
  approvals: { label: "Approvals", prefixes: ["approval.", "device."] },
  notices: { label: "Notices", prefixes: ["notice.", "account.frozen"] },
  administration: { label: "Administration", prefixes: ["admin."] },
} as const satisfies Readonly<Record<string, Readonly<{ label: string; prefixes: readonly string[] }>>>;

export type HistoryKind = keyof typeof kinds;

export const historyKind = (value: unknown): HistoryKind | null =>
  typeof value === "string" && Object.hasOwn(kinds, value) ? (value as HistoryKind) : null;

export const prefixesOf = (kind: HistoryKind | null): readonly string[] => (kind ? kinds[kind].prefixes : []);

export type HistoryFilter = Readonly<{ label: string; href: string; current: boolean }>;

const PAGE = "/account/history";

export const historyFilters = (current: HistoryKind | null): HistoryFilter[] => [
  { label: "Everything", href: PAGE, current: current === null },
  ...Object.entries(kinds).map(([kind, { label }]) => ({
    label,
    href: `${PAGE}?show=${kind}`,
    current: kind === current,
  })),
];

export function olderHref(kind: HistoryKind | null, before: string): string {
  return `${PAGE}?${new URLSearchParams({ ...(kind && { show: kind }), before })}`;
}

export type HistoryEntry = Readonly<{
  /** Counted from 1 on its page: several things can happen in one moment. */
  line: number;
  /** ISO 8601, and the hour and minute of it (UTC). */
  at: string;
  time: string;
  what: string;
  /** Browser, coarse place and network, as far as they are known. */
  where: string;
  /** Where the signed answer of a phone can be had. */
  receipt: string | null;
}>;

export type HistoryDay = Readonly<{ date: string; name: string; entries: readonly HistoryEntry[] }>;

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

/** Stored as IPv4 or the first half of IPv6; anything else is no address. */
const network = (address: string | null): string =>
  address !== null && /^[\da-f.:/]{2,45}$/i.test(address) ? address : "";

const signed: readonly string[] = ["approved", "denied", "disowned"];

function receiptHref({ event, outcome, details }: HistoryRow): string | null {
  const id = details?.approval;
  if (event !== "approval.answer" || !signed.includes(outcome) || typeof id !== "string") return null;
  return /^[\da-f-]{36}$/.test(id) ? `/account/receipts/${id}` : null;
}

export function historyEntry(row: HistoryRow, index: number): HistoryEntry {
  const at = new Date(row.at).toISOString();
  return {
    line: index + 1,
    at,
    time: at.slice(11, 16),
    what: historySentence(row),
    where: [seenWords(row.browser), seenWords(row.details?.place), network(row.address)]
      .filter(Boolean)
      .join(" · "),
    receipt: receiptHref(row),
  };
}

/** Entries in the order of the rows, under the days (UTC) on which they were written. */
export function historyDays(rows: readonly HistoryRow[]): HistoryDay[] {
  const entries = rows.map(historyEntry);
  const dates = [...new Set(entries.map(({ at }) => at.slice(0, 10)))];
  return dates.map((date) => ({
    date,
    name: day.format(new Date(date)),
    entries: entries.filter(({ at }) => at.startsWith(date)),
  }));
}
