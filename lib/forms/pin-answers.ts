import type { PinField } from "../schemas/pin";
import { type FormState, refused, rejected } from "./state";

export const tryAgainMessage = "This page is out of date. Reload it and try again; nothing was counted.";

const count = (tries: number) => (tries === 1 ? "one try" : `${tries} tries`);

export const wrongPin = (triesLeft: number): FormState<PinField> =>
  rejected({ pin: `That PIN is not right. You have ${count(triesLeft)} left with this PIN.` });

export const checkFailed = (): FormState<PinField> =>
  refused("We could not check the PIN just now. Your try was not counted: enter the PIN again in a moment.");
