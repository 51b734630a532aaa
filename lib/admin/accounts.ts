import "server-only";

import {
  type AccountSearch,
  type ListPlace,
  listAccounts,
  searchAccounts,
} from "@/db/queries/admin-accounts";
import type { Session } from "../auth/session";
import { emailKey } from "../email";
import { isId } from "../ids";
import { parsePhone } from "../phone";
import { policy } from "../policy";
import { usernameKey } from "../username";
import type { Visitor } from "../visitor";
import { type AccountLine, accountLine } from "./account-line";
import { look } from "./looks";

const { perPage } = policy.admin;

export type AccountPage = Readonly<{
  accounts: readonly AccountLine[];
  /** Whether newer ones were left out, and where older ones are. */
  continued: boolean;
  older: string | null;
}>;

/** `after` of an address; whatever it says otherwise is the beginning. */
function readPlace(after: unknown): ListPlace | null {
  const [, place, id] = (typeof after === "string" ? /^(\d{1,17})\.(.{36})$/.exec(after) : null) ?? [];
  return place && id && isId(id) ? { place, id } : null;
}

/** One page of all accounts, the newest first. */
export async function allAccounts(session: Session, visitor: Visitor, after: unknown): Promise<AccountPage> {
  const place = readPlace(after);
  await look(session, visitor, { event: "admin.searched", outcome: "all" });
  const rows = await listAccounts(place, perPage + 1);
  const shown = rows.slice(0, perPage);
  const last = rows.length > perPage ? shown.at(-1) : undefined;
  return {
    accounts: shown.map(accountLine),
    continued: place !== null,
    older: last ? `/admin/users?after=${last.place}.${last.id}` : null,
  };
}

/** Whatever may be meant by a number: as it is typed, of any country, or national where whoever asks is. */
function numbersIn(text: string, country: string | null): string[] {
  const digits = text.normalize("NFKC").replace(/\D/g, "");
  if (digits.length < 6 || !/^[+\d\s().\-/]+$/.test(text.normalize("NFKC"))) return [];
  const parsed = parsePhone(text, country ?? "", { fiction: "accept", isOpen: () => true });
  const own = parsed.kind === "number" ? [parsed.e164] : [];
  // The plus sign is easily left out, and a number that is here may be none that could be added today.
  return [...new Set([...own, `+${digits.replace(/^00/, "")}`])];
}

function searchOf(text: string, country: string | null): AccountSearch {
  const email = text.toLowerCase();
  return {
    usernameKey: usernameKey(text),
    emailKey: email.includes("@") ? (emailKey(text) ?? email) : email,
    numbers: numbersIn(text, country),
  };
}

export type FoundAccounts = Readonly<{ found: readonly AccountLine[]; more: boolean }>;

/** Accounts whose name or address begins with the text, or whose number it is; the newest first. */
export async function findAccounts(session: Session, visitor: Visitor, text: string): Promise<FoundAccounts> {
  const search = searchOf(text, visitor.country);
  const [number] = search.numbers;
  await look(session, visitor, {
    event: "admin.searched",
    outcome: number ? "number" : "text",
    ...(number && { details: { newEnding: number.slice(-2) } }),
  });
  const rows = await searchAccounts(search, perPage + 1);
  return { found: rows.slice(0, perPage).map(accountLine), more: rows.length > perPage };
}
