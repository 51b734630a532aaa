import type { PinField } from "../schemas/pin";
import { type FormState, refused, rejected } from "./state";

export const tryAgainMessage = "This page is out of date. Reload it and try again; nothing was counted.";

const count = (tries: number) => (tries === 1 ? "one try" : `${tries} tries`);

export const wrongPin = (wrong: Readonly<{ triesLeft: number; resent: boolean }>): FormState<PinField> => {
  const newest = wrong.resent ? " Only the newest PIN that we sent counts." : "";
  return rejected({
    pin: `That PIN is not right.${newest} You have ${count(wrong.triesLeft)} left with this PIN.`,
  });
};

export const checkFailed = (): FormState<PinField> =>
  refused("We could not check the PIN just now. Your try was not counted: enter the PIN again in a moment.");
