import "server-only";

import type { Session } from "../auth/session";
import { policy } from "../policy";

/** One way to log in, as the list of all of them has it. */
export type WaySummary = Readonly<{
  name: string;
  note: string;
  /** How many there are, in words. */
  state: string;
  /** It should be looked after. */
  warns: boolean;
  href: string;
  label: string;
}>;

const many = (count: number, one: string, more: string): string =>
  count === 0 ? "None yet" : `${count} ${count === 1 ? one : more}`;

const manage = (count: number): string => (count === 0 ? "Set up" : "Manage");

/** Every way that an account has or could have, the strongest first. */
export function waysToLogIn({ strong, codes, phoneEnding }: Session["user"]): WaySummary[] {
  return [
    {
      name: "Passkeys",
      note: "A key in your device or password manager. Works here only, so nobody can trick you out of it.",
      state: many(strong.passkey, "passkey", "passkeys"),
      warns: false,
      href: "/account/security/passkeys",
      label: manage(strong.passkey),
    },
    {
      name: "Approval on your phone",
      note: "Your phone shows who wants to be let in, and you say yes or no there.",
      state: many(strong.phone, "phone", "phones"),
      warns: false,
      href: "#phones",
      label: manage(strong.phone),
    },
    {
      name: "Authenticator app",
      note: "A new code every half minute, without network or number.",
      state: many(strong.authenticator, "app", "apps"),
      warns: false,
      href: "/account/security/authenticator",
      label: manage(strong.authenticator),
    },
    {
      name: "Texts and calls",
      note: "The weakest way: numbers can be taken over, and texts read along.",
      state: `To the number ending in ${phoneEnding}`,
      warns: false,
      href: "/account/phone",
      label: "Change",
    },
    {
      name: "Recovery codes",
      note: "For the day when all else is lost or out of reach. Each opens your account once.",
      state: codes.left === 0 ? "None" : many(codes.left, "code left", "codes left"),
      warns: codes.left <= policy.recoveryCodes.warnAt,
      href: "/account/security/codes",
      label: codes.left === 0 ? "Make some" : "Manage",
    },
  ];
}

/** What to say where codes run out; null while there are enough, or where none were ever made. */
export function codesWarning({ left, used }: Session["user"]["codes"]): string | null {
  const { warnAt } = policy.recoveryCodes;
  if (left > warnAt || (left === 0 && !used)) return null;
  return left === 0
    ? "You have no recovery code left."
    : `You have only ${left === 1 ? "one recovery code" : `${left} recovery codes`} left.`;
}

/** "Passkey, authenticator app, text": what an account has beside its password. */
export function waysInWords({ passkey, phone, authenticator }: Session["user"]["strong"]): string {
  const has = [
    passkey > 0 ? "passkey" : "",
    phone > 0 ? "approval on your phone" : "",
    authenticator > 0 ? "authenticator app" : "",
    "text to your phone",
  ];
  const words = has.filter(Boolean).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
