import "server-only";

import { createTransport, type Transporter } from "nodemailer";
import { z } from "zod";
import { env } from "../env";
import { type LogFields, log } from "../log";
import { policy } from "../policy";
import { traced } from "../telemetry/trace";
import type { MailSettings } from "./settings";

/** `refused`: never to this address. `failed`: not taken, or nobody knows. */
export type MailOutcome = "sent" | "refused" | "failed";

export type Mail = Readonly<{ id: string; to: string; subject: string; text: string }>;

/** Messages of these errors hold addresses and what was said to them: only words of the client's own are looked at. */
const failure = z.object({
  code: z.string().regex(/^E[A-Z0-9]{2,20}$/),
  command: z
    .string()
    .regex(/^[A-Z]{2,10}( [A-Z0-9-]{2,12})?$/)
    .optional()
    .catch(undefined),
  responseCode: z.number().int().min(400).max(599).optional().catch(undefined),
});

type Failure = Partial<z.infer<typeof failure>>;

const failureOf = (error: unknown): Failure => failure.safeParse(error).data ?? {};

const asFields = ({ code, command, responseCode }: Failure): LogFields => ({
  code,
  stage: command,
  status: responseCode,
});

/** A refused recipient stays one. The client itself refuses what is no address: the sender is from our settings. */
const refusesRecipient = ({ code, command, responseCode = 0 }: Failure): boolean =>
  command === "RCPT TO" ? responseCode >= 500 : code === "EENVELOPE" && command === "API";

function transport({ host, port, secure, onThisMachine, auth }: MailSettings): Transporter {
  const { timeoutMs } = policy.notices;
  return createTransport({
    host,
    port,
    secure,
    ...(auth && { auth }),
    requireTLS: !secure && !onThisMachine,
    ignoreTLS: onThisMachine,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketCloseTimeout: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Whether the mail server lets us in: null, or what it said. Nothing is sent. Never throws. */
export async function refusedByMailServer(mail: MailSettings): Promise<Failure | null> {
  const client = transport(mail);
  try {
    await client.verify();
    return null;
  } catch (error) {
    return failureOf(error);
  } finally {
    client.close();
  }
}

/**
 * Sends plain text. It never throws, takes `policy.notices.timeoutMs` at most, and logs neither address nor contents.
 * There is no HTML: nothing in it could lie about where a link leads, and nothing has to be escaped.
 */
export async function sendMail(message: Mail): Promise<MailOutcome> {
  const { mail } = env().notices;
  if (mail === null) return "failed";
  return traced(
    "mail",
    { operation: "mail" },
    () => handOver(message, mail),
    (outcome) => outcome,
  );
}

async function handOver({ id, to, subject, text }: Mail, mail: MailSettings): Promise<MailOutcome> {
  try {
    await transport(mail).sendMail({
      from: mail.from,
      // As an object: a text would be read as a list of addresses.
      to: { name: "", address: to },
      subject,
      text,
      messageId: `<${id}@${env().appUrl.hostname}>`,
      headers: { "Auto-Submitted": "auto-generated" },
      signal: AbortSignal.timeout(policy.notices.timeoutMs),
    });
    return "sent";
  } catch (error) {
    const failed = failureOf(error);
    const ours = failed.code === "EAUTH" || failed.command === "MAIL FROM";
    log(ours ? "error" : "warn", "notice.mail", { notice: id, ...asFields(failed) });
    return refusesRecipient(failed) ? "refused" : "failed";
  }
}
