import PostalMime from "postal-mime";
import { isMailbox } from "./address";
import { faultInForm } from "./form";
import { Refusal } from "./refusal";

/** `name` is how the sender calls itself, or its address. */
export type ReceivedMail = { id: string; from: string; name: string; subject: string; text: string };

const refuse = (what: string) => new Refusal(554, `5.6.0 Not taken: ${what}`);

/** Reads a mail as a strict server would; throws a `Refusal` that says what is wrong. */
export async function readMail(raw: Buffer): Promise<ReceivedMail> {
  const fault = faultInForm(raw);
  if (fault !== undefined) throw refuse(fault);
  const { date = "", from, messageId = "", subject = "", text = "", to } = await PostalMime.parse(raw);
  const sender = from?.address ?? "";
  if (!isMailbox(sender)) throw refuse("From is not one address");
  if (!to?.some(({ address }) => address !== undefined && isMailbox(address))) {
    throw refuse("To names no address");
  }
  if (Number.isNaN(Date.parse(date))) throw refuse("Date is no date");
  if (!/^<[^\s<>@]+@[^\s<>@]+>$/.test(messageId)) throw refuse("Message-ID is no id");
  return { id: messageId, from: sender, name: from?.name || sender, subject, text };
}
