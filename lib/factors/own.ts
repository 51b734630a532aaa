import "server-only";

import {
  countStrong,
  type ListedFactor,
  listFactors,
  renameFactor,
  revokeFactor,
  type StrongFactors,
} from "@/db/queries/own-factors";
import { changing, renewing } from "../account/changing";
import { seenWords } from "../account/seen";
import { continueSession, type Session } from "../auth/session";
import { randomSecret } from "../crypto";
import { isId } from "../ids";
import { iso } from "../iso";
import { noticesSoon } from "../notices/deliver";
import type { Visitor } from "../visitor";
import type { FactorKind } from "./names";

/** Times are ISO 8601. */
export type FactorView = Readonly<{
  id: string;
  name: string;
  browser: string;
  createdAt: string;
  lastUsedAt: string | null;
}>;

const viewOf = ({ id, name, browser, createdAt, lastUsedAt }: ListedFactor): FactorView => ({
  id,
  name,
  browser: seenWords(browser) ?? "A browser",
  createdAt: iso(createdAt),
  lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
});

export async function ownFactors(kind: FactorKind, userId: string): Promise<FactorView[]> {
  return (await listFactors(kind, userId)).map(viewOf);
}

export const renameFactorOf = (
  kind: FactorKind,
  session: Session,
  visitor: Visitor,
  { id, name }: Readonly<{ id: string; name: string }>,
): Promise<boolean> => renameFactor(kind, changing(session, visitor, "factor-added"), id, name);

/** What somebody is about to remove, and what they still have afterwards that is stronger than a text. */
export type Removal = Readonly<{ name: string; left: StrongFactors }>;

/** Null: there is no such thing of theirs. */
export async function removalOf(kind: FactorKind, userId: string, id: string): Promise<Removal | null> {
  const found = (await listFactors(kind, userId)).find((one) => one.id === id);
  if (!found) return null;
  const now = await countStrong(userId);
  return { name: found.name, left: { ...now, [kind]: now[kind] - 1 } };
}

/** Somebody else's, one that never was and what is no id at all are the same: false. */
export async function removeFactorOf(
  kind: FactorKind,
  session: Session,
  visitor: Visitor,
  id: string,
): Promise<boolean> {
  if (!isId(id)) return false;
  const handle = randomSecret();
  // It only takes a right away: a freeze is no reason against it.
  const by = { ...changing(session, visitor, "factor-removed"), evenFrozen: true };
  if (!(await revokeFactor(kind, by, id, renewing(handle)))) return false;
  await continueSession(handle);
  noticesSoon();
  return true;
}
