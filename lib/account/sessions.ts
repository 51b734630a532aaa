import "server-only";

import { type ListedSession, listSessions } from "@/db/queries/session-list";
import { methodsOf, withinLimits } from "../auth/assurance";
import { policy } from "../policy";
import { methodWords } from "./methods";
import { seenWords } from "./seen";
import { agoWords, spanWords } from "./span";

/** A session as its owner sees it. */
export type SessionView = Readonly<{
  /** For the form that ends it; null for the one that is looking, which logs out instead. */
  id: string | null;
  browser: string;
  place: string | null;
  methods: string;
  /** ISO 8601. */
  openedAt: string;
  lastSeenAt: string;
  lastActive: string;
}>;

const UNKNOWN = "Unknown browser";

export const sessionView = (row: ListedSession, ownId: string): SessionView => ({
  id: row.id === ownId ? null : row.id,
  browser: seenWords(row.browser) ?? UNKNOWN,
  place: seenWords(row.place),
  methods: methodWords(methodsOf(row.amr)),
  openedAt: new Date(row.openedAt).toISOString(),
  lastSeenAt: new Date(row.lastSeenAt).toISOString(),
  lastActive: agoWords(row.idleSeconds),
});

/** The sessions of an account that still open something: the one that asks first, then the newest activity. */
export async function ownSessions(userId: string, ownId: string): Promise<SessionView[]> {
  const live = (await listSessions(userId)).filter(withinLimits).map((row) => sessionView(row, ownId));
  return [...live.filter(({ id }) => id === null), ...live.filter(({ id }) => id !== null)];
}

/** The limits of the policy, for whoever looks at the list. */
export function sessionRules(): string {
  const { 1: single, 2: both, most } = policy.session;
  const limits = ({ absoluteSeconds, idleSeconds }: typeof both | typeof single) =>
    `${spanWords(absoluteSeconds)} or ${spanWords(idleSeconds)} without use`;
  return `At most ${most} sessions are open at a time: one more, and the one that was unused the longest ends. A session opened with both factors ends after ${limits(both)}, one opened with one factor alone after ${limits(single)}.`;
}
