import "server-only";

import { findPerson, type PersonRow, type RecordRow, readRecord } from "@/db/queries/admin-person";
import { listDevices } from "@/db/queries/devices";
import { listFactors } from "@/db/queries/own-factors";
import { listSessions } from "@/db/queries/session-list";
import { isOverdue, requiredOf, roles } from "../access/roles";
import { type HistoryEntry, historyEntry } from "../account/history";
import { type SessionView, sessionView } from "../account/sessions";
import { type Aal, aalOf, withinLimits } from "../auth/assurance";
import type { Session } from "../auth/session";
import { isId } from "../ids";
import { iso } from "../iso";
import { plainWords } from "../notices/details";
import { moment } from "../notices/moments";
import type { Visitor } from "../visitor";
import { look } from "./looks";
import { type MessageView, recentMessages } from "./messages";

/** Something that shows who the person is. Times are ISO 8601. */
type HeldFactor = Readonly<{
  key: string;
  kind: string;
  name: string;
  since: string;
  lastUsedAt: string | null;
}>;

export type HeldSession = SessionView & Readonly<{ amr: string; aal: Aal }>;
export type RecordEntry = HistoryEntry & Readonly<{ event: string; by: string | null }>;

export type Person = Readonly<{
  id: string;
  username: string;
  email: string;
  phoneEnding: string;
  createdAt: string;
  hasPassword: boolean;
  disabled: boolean;
  /** Sentences about how the account stands; the first is always there. */
  states: readonly string[];
  codesLeft: number;
  factors: readonly HeldFactor[];
  sessions: readonly HeldSession[];
  messages: readonly MessageView[];
  record: readonly RecordEntry[];
  isOwn: boolean;
}>;

type Listed = Readonly<{ id: string; name: string; createdAt: number; lastUsedAt: number | null }>;

const held = (kind: string, rows: readonly Listed[]): HeldFactor[] =>
  rows.map(({ id, name, createdAt, lastUsedAt }) => ({
    key: id,
    kind,
    name: plainWords(name),
    since: iso(createdAt),
    lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
  }));

function statesOf(row: PersonRow, counts: Readonly<{ passkey: number; approval: number }>): string[] {
  const since = { at: new Date(row.roleSince), ageSeconds: row.roleAgeSeconds };
  const required = requiredOf(row.role, since, counts);
  const overdue = isOverdue(required);
  return [
    row.disabledAt === null ? "Active" : `Disabled since ${moment(new Date(row.disabledAt))}`,
    row.frozenUntil === null ? "" : `Changes are paused until ${moment(new Date(row.frozenUntil))}`,
    row.recoverableAt === null
      ? ""
      : `Somebody says that all factors are lost, and can get in from ${moment(new Date(row.recoverableAt))} on`,
    row.role === "user" ? "" : `${roles[row.role].title} since ${moment(since.at)}`,
    required === null || required.held > 0
      ? ""
      : overdue
        ? "The factor that its role needs is overdue"
        : `The factor that its role needs is due by ${moment(required.until)}`,
  ].filter(Boolean);
}

const recordEntry = (row: RecordRow, index: number): RecordEntry => ({
  ...historyEntry(row, index),
  // The person's own page offers its receipts; they are not the administrator's.
  receipt: null,
  event: `${row.event} ${row.outcome}`,
  by: row.by,
});

const RECORD = 50;

/** Null: there is no such account, as for whatever is no id at all. */
export async function viewPerson(session: Session, visitor: Visitor, id: string): Promise<Person | null> {
  const row = isId(id) ? await findPerson(id) : null;
  if (row === null) return null;
  const { username, email, number, createdAt, hasPassword, codesLeft } = row;
  await look(session, visitor, {
    event: "admin.viewed",
    outcome: "viewed",
    userId: id,
    details: { username },
  });
  const [passkeys, apps, phones] = [
    held("Passkey", await listFactors("passkey", id)),
    held("Authenticator app", await listFactors("authenticator", id)),
    held("Phone that approves", await listDevices(id)),
  ];
  const live = (await listSessions(id)).filter((one) => row.disabledAt === null && withinLimits(one));
  return {
    id,
    username,
    email,
    phoneEnding: number.slice(-2),
    createdAt: iso(createdAt),
    hasPassword,
    disabled: row.disabledAt !== null,
    states: statesOf(row, { passkey: passkeys.length, approval: phones.length }),
    codesLeft,
    factors: [
      ...passkeys,
      ...phones,
      ...apps,
      {
        key: "phone",
        kind: "Text or call",
        name: `To the number ending in ${number.slice(-2)}`,
        since: iso(row.phoneConfirmedAt),
        lastUsedAt: row.phoneUsedAt === null ? null : iso(row.phoneUsedAt),
      },
    ],
    sessions: live.map((one) => ({ ...sessionView(one, session.id), amr: one.amr, aal: aalOf(one.amr) })),
    messages: await recentMessages(id, number),
    record: (await readRecord(id, RECORD)).map(recordEntry),
    isOwn: id === session.user.id,
  };
}
