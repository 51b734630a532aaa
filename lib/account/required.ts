import { isOverdue, type Required, type RequiredFactor, roles } from "../access/roles";
import { moment } from "../notices/moments";

const names: Record<RequiredFactor, string> = {
  passkey: "a passkey",
  approval: "a phone that approves",
};

const oneOf = (roles.admin.needs ?? []).map((factor) => names[factor]).join(" or ");

/** Why the last one stays. */
export const lastRequiredWords = `Your role needs ${oneOf}, and this is the last one. Enrol another first.`;

export type RequiredNotice = Readonly<{ title: string; text: string; overdue: boolean }>;

/** What an account still has to do for its role; null when that is nothing. */
export function requiredNotice(required: Required | null): RequiredNotice | null {
  if (required === null || required.held > 0) return null;
  const title = `Your role needs ${oneOf}`;
  return isOverdue(required)
    ? { title, text: "Enrol one now. Until then nothing else of your account is open.", overdue: true }
    : {
        title,
        text: `Enrol one by ${moment(required.until)}. After that nothing else of your account is open until you have.`,
        overdue: false,
      };
}
