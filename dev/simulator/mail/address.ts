import { z } from "zod";

const mailbox = z.email().max(254);

/** Whether a server that does not know SMTPUTF8 may send to it or take from it. */
export function isMailbox(address: string): boolean {
  return mailbox.safeParse(address).success && address.lastIndexOf("@") <= 64;
}
