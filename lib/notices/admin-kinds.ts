import type { NoticeWords } from "./words";

const ask = "If you did not expect it, ask whoever runs this service.";

/** Notices about what those who run this service did to an account. There is nothing to dispute by a link: they decide. */
export const adminNoticeWords = {
  "role-given": {
    subject: "You are an administrator now",
    what: () =>
      "Whoever runs this service has made you an administrator of it. The administration opens to logins with a passkey or " +
      "a phone that approves.",
    advice: ask,
    text: "You are an administrator of this service now.",
    answer: "none",
  },
  "role-taken": {
    subject: "You are no administrator any more",
    what: () =>
      "Whoever runs this service has taken the role of an administrator from your account. The account itself stays as it is.",
    advice: ask,
    text: "You are no administrator of this service any more.",
    answer: "none",
  },
  "admin-sessions": {
    subject: "An administrator ended logins of your account",
    what: ({ purpose }) =>
      purpose === "one"
        ? "An administrator of this service ended one login of your account. The others go on."
        : "An administrator of this service ended every login of your account. You can log in again at any time.",
    advice: ask,
    text: "An administrator ended logins of your account.",
    answer: "none",
  },
  "admin-disabled": {
    subject: "Your account was disabled",
    what: () =>
      "An administrator of this service has disabled your account. Every login was ended, and nobody can log in or choose a " +
      "new password until an administrator enables it again. Nothing of it was deleted.",
    advice: ask,
    text: "An administrator has disabled your account.",
    answer: "none",
  },
  "admin-enabled": {
    subject: "Your account is enabled again",
    what: () =>
      "An administrator of this service has enabled your account again. You log in as you did before.",
    advice: ask,
    text: "An administrator has enabled your account again.",
    answer: "none",
  },
  "admin-reset": {
    subject: "An administrator asked for a new password for you",
    what: () =>
      "An administrator of this service had a mail sent to the e-mail address of your account, with a link to choose a new " +
      "password. Only you can use it: it also takes a second factor of yours, and the administrator sees neither.",
    advice: `${ask} Until you use the link, your password stays as it is.`,
    text: "An administrator had a link to choose a new password mailed to you.",
    answer: "none",
  },
} as const satisfies Readonly<Record<string, NoticeWords>>;
