import type { ApprovalRefusal } from "@/db/queries/approvals";

/** Why no phone is asked, and what can be done about it. */
export const refusalWords: Readonly<Record<ApprovalRefusal, string>> = {
  none: "No phone of yours approves yet. Enrol one under Security, then try again.",
  busy: "Your phone is being asked something else just now. Answer that first, or wait a minute and a half.",
  limit: "Your phone was asked several times and did not approve. Wait ten minutes, or use another way.",
  off: "Your phone is not asked any more, because too many requests were not approved. Log in in another way once, and it will be asked again.",
};

const isRefusal = (value: unknown): value is ApprovalRefusal =>
  typeof value === "string" && Object.hasOwn(refusalWords, value);

/** Null for whatever is no word of ours: an address must not make a page say things. */
export const refusalOf = (value: unknown): string | null => (isRefusal(value) ? refusalWords[value] : null);
