import { createTransport, type SendMailOptions } from "nodemailer";
import { z } from "zod";
import { failure } from "./support";

export const address = "ada@example.org";

export const mail: SendMailOptions = {
  from: "Countersign <no-reply@countersign.example>",
  to: address,
  subject: "Countersign: Your password was changed",
  text: "Hello ada,\n\nThe password of your account was changed.\n",
};

/** The real mail client; a test names only what it is about. */
export const post = ({ smtpUrl }: { smtpUrl: string }, change: SendMailOptions = {}) =>
  createTransport(smtpUrl).sendMail({ ...mail, ...change });

const smtpFailure = z.object({
  code: z.string(),
  command: z.string(),
  responseCode: z.number().optional(),
});

/** What the client says went wrong, and at which command. */
export async function postFailure(sending: Promise<unknown>) {
  const { code, command, responseCode } = smtpFailure.parse(await failure(sending));
  return { code, command, ...(responseCode === undefined ? {} : { status: responseCode }) };
}
