import type { NoticeKind } from "@/db/queries/notices";
import { policy } from "../policy";
import { adminNoticeWords } from "./admin-kinds";
import type { NoticeDetails } from "./details";
import { factorNoticeWords } from "./factor-kinds";
import { moment } from "./moments";
import type { NoticeWords } from "./words";

const fromTo = (from: string | null, to: string | null): string =>
  from && to ? `, from ${from} to ${to}` : "";

const numbers = ({ oldEnding, newEnding }: NoticeDetails): string =>
  fromTo(oldEnding && `the one ending in ${oldEnding}`, newEnding && `the one ending in ${newEnding}`);

export const noticeWords: Readonly<Record<NoticeKind, NoticeWords>> = {
  ...factorNoticeWords,
  ...adminNoticeWords,
  "new-browser": {
    subject: "A new browser has logged in to your account",
    what: () => "Somebody logged in to your account with a browser that it has not seen before.",
    text: "A new browser has logged in to your account.",
    answer: "dispute",
  },
  "failed-factor": {
    subject: "Somebody entered your password, and no right PIN",
    what: () =>
      "Somebody entered the password of your account and then no right PIN. They were not let in; if it was not you, they " +
      "know your password.",
    text: "Somebody entered your password, and no right PIN.",
    answer: "dispute",
  },
  "session-limit": {
    subject: "A login of your account was ended",
    what: () =>
      `Your account had more than ${policy.session.most} logins at once, so the one that was idle longest was ended.`,
    text: "A login of your account was ended: there were too many.",
    answer: "dispute",
  },
  "sessions-ended": {
    subject: "Other logins of your account were ended",
    what: () => "All other logins of your account were ended from within it.",
    text: "All other logins of your account were ended.",
    answer: "dispute",
  },
  "username-changed": {
    subject: "Your user name was changed",
    what: ({ username, newUsername }) =>
      `The user name of your account was changed${newUsername === username ? "" : fromTo(username, newUsername)}.`,
    text: "Your user name was changed.",
    answer: "dispute",
  },
  "password-changed": {
    subject: "Your password was changed",
    what: () => "The password of your account was changed from within it.",
    text: "Your password was changed.",
    answer: "dispute",
  },
  "password-reset": {
    subject: "Your password was reset",
    what: () => "A new password was set for your account, with the link from a mail and a second factor.",
    text: "Your password was reset.",
    answer: "dispute",
  },
  "email-changed": {
    subject: "The e-mail address of your account was changed",
    what: ({ oldEmail, newEmail }) =>
      `The e-mail address of your account was changed${fromTo(oldEmail, newEmail)}.`,
    text: "Your e-mail address was changed.",
    answer: "dispute",
  },
  "number-changed": {
    subject: "The phone number of your account was changed",
    what: (details) => `The phone number of your account, where its PINs go, was changed${numbers(details)}.`,
    text: "Your phone number was changed.",
    answer: "dispute",
  },
  "number-restored": {
    subject: "The old phone number of your account is back",
    what: ({ oldEnding, newEnding }) => {
      const back = newEnding ? `the number ending in ${newEnding}` : "the old number";
      const gone = oldEnding ? ` and no longer to the one ending in ${oldEnding}` : "";
      return (
        `Somebody with the link from a notice took a change of number back: PINs go to ${back} again${gone}. ` +
        "Every login was ended, and nothing can be changed for a day."
      );
    },
    text: "Your old phone number is back.",
    answer: "dispute",
  },
  "number-claimed": {
    subject: "Somebody else has a phone with your number",
    what: () =>
      "Somebody who is not logged in to your account has proved that the phone with its number is in their hands.",
    advice:
      "Networks give numbers out again, and numbers can be taken over. If that phone is not yours any more, log in and " +
      "change the number.",
    text: "Somebody else has proved to hold the phone of your account.",
    answer: "dispute",
  },
  "changes-frozen": {
    subject: "Your logins were ended and changes are paused",
    what: ({ until }) =>
      'Somebody answered a notice of ours with "this was not me". Every login of your account was ended, and nothing of ' +
      `it can be changed ${until ? `before ${moment(until)}` : "for a day"}.`,
    advice:
      "Logging in works as ever, and so does resetting the password: do that first if somebody may know it.",
    text: "All logins of your account were ended, and changes are paused.",
    answer: "none",
  },
  "account-deleted": {
    subject: "Your account was deleted",
    what: () => "Your account was deleted, with all that belonged to it. It cannot be brought back.",
    advice:
      "If it was not you, somebody had both your password and your phone: change that password wherever else you use it, " +
      "and ask your network about the phone.",
    text: "Your account was deleted.",
    answer: "none",
  },
  "device-added": {
    subject: "A phone can approve logins of your account now",
    what: ({ device }) =>
      `A phone${device ? ` called "${device}"` : ""} was enrolled: it can approve logins and other requests of your account. ` +
      "All other logins were ended.",
    text: "A phone was enrolled that can approve logins of your account.",
    answer: "dispute",
  },
  "device-removed": {
    subject: "A phone can approve logins of your account no longer",
    what: ({ device }) =>
      `The phone${device ? ` called "${device}"` : ""} was removed from your account. Whatever it signs is refused from now on.`,
    text: "A phone that approved logins of your account was removed.",
    answer: "dispute",
  },
  "approval-denied": {
    subject: "Somebody asked your phone, and was refused",
    what: ({ purpose }) =>
      purpose === "login"
        ? "Somebody entered the password of your account, and your phone did not approve the login. They were not let in; if " +
          "it was not you, they know your password."
        : "Somebody asked your phone to approve something from within your account, and it did not.",
    text: "Your phone was asked for an approval and refused it.",
    answer: "dispute",
  },
  "approvals-off": {
    subject: "Your phone is not asked for approvals any more",
    what: () =>
      "So many logins with your password waited for your phone without being approved that it is left alone from now on. " +
      "Once you have logged in in another way, it is asked again. If it was not you, somebody knows your password.",
    text: "Your phone is not asked any more: too many logins with your password were not approved.",
    answer: "dispute",
  },
  "confirm-email": {
    subject: "Confirm your new e-mail address",
    what: () =>
      "Somebody who is logged in to this account wants its mail to come to this address. To agree, open the link:",
    advice: "If it was not you, do nothing: without the link the address does not change.",
    text: "Confirm the new address of your account:",
    answer: "confirm",
  },
  "reset-link": {
    subject: "Choose a new password",
    what: () =>
      "Somebody asked for a new password for your account. To choose one, open the link; it also takes a PIN that we " +
      "send to your phone.",
    advice:
      "If it was not you, do nothing: the link alone changes nothing, and your password stays as it is.",
    text: "Choose a new password:",
    answer: "confirm",
  },
};

const isKind = (kind: string): kind is NoticeKind => Object.hasOwn(noticeWords, kind);

/** Null: of a version that has other kinds. */
export const noticeKind = (kind: string): NoticeKind | null => (isKind(kind) ? kind : null);

/** Kinds that somebody can answer with "this was not me". */
export const disputable: readonly NoticeKind[] = Object.keys(noticeWords)
  .filter(isKind)
  .filter((kind) => noticeWords[kind].answer === "dispute");
