import type { AccountLine } from "../admin/account-line";
import type { AccountSearchField } from "../schemas/admin";
import type { FormState } from "./state";

/** What a search tells its form. The found accounts are in the answer: nothing that was looked for is in an address. */
export type SearchState = FormState<AccountSearchField> &
  Readonly<{ found?: readonly AccountLine[]; more?: boolean }>;
