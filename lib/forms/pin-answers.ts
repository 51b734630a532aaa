import type { PinField } from "../schemas/pin";
import { waitText } from "../wait-text";
import { type FormState, refused, rejected } from "./state";

export const tryAgainMessage = "This page is out of date. Reload it and try again; nothing was counted.";

const count = (tries: number) => (tries === 1 ? "one try" : `${tries} tries`);

export const wrongPin = (wrong: Readonly<{ triesLeft: number; resent: boolean }>): FormState<PinField> => {
  const newest = wrong.resent ? " Only the newest PIN that we sent counts." : "";
  return rejected({
    pin: `That PIN is not right.${newest} You have ${count(wrong.triesLeft)} left with this PIN.`,
  });
};

/** Whether the number has an account is not told, not even by the reason. */
export const neutralWrongPin = (wrong: Readonly<{ triesLeft: number }>): FormState<PinField> =>
  rejected({
    pin: `That PIN does not log you in: it is not the newest one sent to this number, or the number has no account here. You have ${count(wrong.triesLeft)} left.`,
  });

export const tooManyPins = (retryAfterSeconds: number): FormState<PinField> =>
  refused(
    `Too many wrong PINs with this number. Log in with your password, or try again in ${waitText(retryAfterSeconds)}.`,
  );

export const checkFailed = (): FormState<PinField> =>
  refused("We could not check the PIN just now. Your try was not counted: enter the PIN again in a moment.");
