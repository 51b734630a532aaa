"use server";

import { ownChange } from "@/lib/account/own-change";
import { findAccounts } from "@/lib/admin/accounts";
import type { SearchState } from "@/lib/forms/search-state";
import { answered, invalid, refused, textFields } from "@/lib/forms/state";
import { accountSearchInput } from "@/lib/schemas/admin";
import { readVisitor } from "@/lib/visitor";

/** Posted, so that no name, address or number gets into an address line, a log or a browser's history. */
export async function search(_previous: SearchState, form: FormData): Promise<SearchState> {
  const kept = textFields(form, ["q"]);
  const change = await ownChange(form, "/admin/users#search");
  if (change.kind === "refused") return refused(change.message, kept);
  const input = accountSearchInput.safeParse(kept);
  if (!input.success) return invalid(input.error, kept);
  return answered({
    values: kept,
    ...(await findAccounts(change.session, await readVisitor(), input.data.q)),
  });
}
