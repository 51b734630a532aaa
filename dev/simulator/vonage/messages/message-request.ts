import { z } from "zod";
import { parseJson } from "../../http/exchange";
import { wireNumber } from "../../phone-number";
import { phone, sender } from "../fields";

/** Of all that the API sends, a text by SMS. */
export const messageRequest = z.object({
  message_type: z.literal("text"),
  channel: z.literal("sms"),
  to: phone,
  from: sender,
  text: z.string().min(1).max(1000),
  client_ref: z.string().max(100).optional(),
  ttl: z.number().int().min(20).max(604_800).optional(),
  webhook_url: z.url({ protocol: /^https?$/ }).optional(),
  webhook_version: z.enum(["v0.1", "v1"]).optional(),
  trusted_recipient: z.boolean().optional(),
  sms: z
    .object({
      encoding_type: z.enum(["text", "unicode", "auto"]).optional(),
      content_id: z.string().optional(),
      entity_id: z.string().optional(),
    })
    .optional(),
});

const addressee = z.object({ to: z.string() });

/** Whom a message is for, as far as that can be told before its fields are checked. */
export function numbersIn(body: string): string[] {
  const parsed = addressee.safeParse(parseJson(body));
  return parsed.success ? [wireNumber(parsed.data.to)] : [];
}
