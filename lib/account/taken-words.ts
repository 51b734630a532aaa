import type { TakenField } from "./taken";

/** What is told at the field. Addresses and numbers: only to whoever has proved a number that is theirs to prove. */
export const takenWords: Readonly<Record<TakenField, string>> = {
  username: "Somebody has this user name, or one that looks like it. Choose another.",
  email: "This address already has an account. Log in instead, or use another address.",
  phone: "This number already belongs to an account. Log in instead, or use another number.",
};
