import type { AccountRow } from "@/db/queries/admin-accounts";
import { roles } from "../access/roles";
import { iso } from "../iso";
import { personPage } from "./pages";

/** An account in a list, as administrators see it. Numbers show their ending only, as on the account's own pages. */
export type AccountLine = Readonly<{
  id: string;
  href: string;
  username: string;
  email: string;
  phoneEnding: string;
  /** ISO 8601. */
  createdAt: string;
  /** What is not as usual with it; empty where all is. */
  marks: readonly string[];
}>;

export const accountLine = ({ createdAt, place: _, ...row }: AccountRow): AccountLine => ({
  id: row.id,
  href: personPage(row.id),
  username: row.username,
  email: row.email,
  phoneEnding: row.phoneEnding,
  createdAt: iso(createdAt),
  marks: [
    row.disabled ? "Disabled" : "",
    row.frozen ? "Changes paused" : "",
    row.role === "admin" ? roles.admin.title : "",
  ].filter(Boolean),
});
