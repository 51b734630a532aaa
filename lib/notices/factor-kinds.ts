import { factorNames } from "../factors/names";
import { policy } from "../policy";
import type { NoticeDetails } from "./details";
import { moment } from "./moments";
import type { NoticeWords } from "./words";

const called = ({ factor, device }: NoticeDetails): string => {
  const what = factorNames.find(({ kind }) => kind === factor)?.a ?? "a way to log in";
  return device ? `${what} called "${device}"` : what;
};

const count = (left: number): string => (left === 1 ? "One code is" : `${left} codes are`);

/** Notices about the ways to show who one is, and about getting back in without them. */
export const factorNoticeWords = {
  "factor-added": {
    subject: "A new way to log in to your account was added",
    what: (details) => `${called(details)} was added to your account. All other logins were ended.`,
    text: "A new way to log in to your account was added.",
    answer: "dispute",
  },
  "factor-removed": {
    subject: "A way to log in to your account was removed",
    what: (details) =>
      `${called(details)} was removed from your account.${
        details.last === "yes"
          ? " It was the last one that is stronger than a text: from now on a text to the phone is enough beside the password."
          : ""
      }`,
    text: "A way to log in to your account was removed.",
    answer: "dispute",
  },
  "codes-made": {
    subject: "Your account has new recovery codes",
    what: () =>
      "New recovery codes were made for your account. Older ones that they replace open nothing any more.",
    text: "New recovery codes were made for your account.",
    answer: "dispute",
  },
  "code-used": {
    subject: "A recovery code of your account was used",
    what: ({ left }) =>
      `A recovery code of your account was used.${left === null ? "" : ` ${left === 0 ? "No code is" : count(left)} left; new ones can be made in the account.`}`,
    text: "A recovery code of your account was used.",
    answer: "dispute",
  },
  "recovery-asked": {
    subject: "Somebody wants to replace the phone of your account",
    what: ({ until }) =>
      "Somebody who knows the password of your account says that its phone and every other way to log in are lost. If " +
      `nobody stops it, they can give the account a new phone ${until ? `from ${moment(until)} on` : "in a few days"}.`,
    advice: "Any login of the account stops it too.",
    text: "Somebody wants to get into your account without its second factor. You can stop it:",
    answer: "dispute",
  },
  "recovery-ready": {
    subject: "You can get back into your account now",
    what: () =>
      "The time to wait is over, and nobody has stopped it. With the link and your password you give the account a new " +
      "phone; every other way to log in is removed then. Open the link:",
    advice: "If it was not you, log in now: that stops it. Then change the password.",
    text: "You can give your account a new phone now:",
    answer: "confirm",
  },
  "recovery-stopped": {
    subject: "Replacing the phone of your account was stopped",
    what: () =>
      "The request to get into your account without its second factor was stopped. Nothing has changed.",
    advice: "If it was not you who asked, somebody knows your password: change it.",
    text: "The request to get into your account without its second factor was stopped.",
    answer: "none",
  },
  "recovery-done": {
    subject: "Your account has a new phone",
    what: ({ newEnding }) =>
      `After the time to wait, your account was given a new phone${newEnding ? `, with the number ending in ${newEnding}` : ""}. ` +
      "Every other way to log in was removed, and every login was ended.",
    text: "Your account was given a new phone, and all else was removed.",
    answer: "dispute",
  },
  "trust-copied": {
    subject: "A trusted browser of your account was copied",
    what: () =>
      "Somebody who knows the password of your account tried to log in with an old copy of what a trusted browser keeps. " +
      "It was refused, and that browser is not trusted any more.",
    text: "What a trusted browser of your account keeps was copied, and refused.",
    answer: "dispute",
  },
} as const satisfies Readonly<Record<string, NoticeWords>>;

/** Since it was asked for: the notice is written then, and sent after the wait. */
export const recoveryGoodForSeconds = policy.recovery.waitSeconds + policy.recovery.openSeconds;
