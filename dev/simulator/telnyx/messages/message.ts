import { randomUUID } from "node:crypto";
import { type Encoding, encode } from "./encoding";
import type { MessageRequest } from "./message-request";

export type Status =
  | "queued"
  | "sent"
  | "delivered"
  | "sending_failed"
  | "delivery_failed"
  | "delivery_unconfirmed";

/** Codes of the carrier's side; they come in callbacks only. */
export type CarrierError = { code: string; title: string; detail: string };

export type TextMessage = {
  id: string;
  request: MessageRequest;
  from: string;
  status: Status;
  encoding: Encoding;
  parts: number;
  receivedAt: number;
  sentAt?: number;
  completedAt?: number;
  errors: CarrierError[];
};

export const validForSeconds = 3600;
const organizationId = "c1b5f0a2-6d57-4f5e-9a53-2f8f4f2c7d10";
const pricePerPart = 0.004;
/** The number that a profile's pool gives when a request names no sender. */
const poolNumber = "+12025550199";

export function createMessage(request: MessageRequest, receivedAt: number): TextMessage {
  const coded = encode(request.text, request.encoding) ?? { encoding: "UCS-2", parts: 1 };
  const from = request.from ?? poolNumber;
  return { id: randomUUID(), request, from, status: "queued", ...coded, receivedAt, errors: [] };
}

const iso = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());

export type WireOptions = { withCost: boolean; profileUrl: string | undefined };

/** A message as the API and its callbacks show it. */
export function wireMessage(message: TextMessage, { withCost, profileUrl }: WireOptions) {
  const { request, parts } = message;
  return {
    record_type: "message",
    direction: "outbound",
    id: message.id,
    type: request.type,
    messaging_profile_id: request.messaging_profile_id ?? null,
    organization_id: organizationId,
    from: { phone_number: message.from, carrier: "", line_type: "" },
    to: [{ phone_number: request.to, status: message.status, carrier: "", line_type: "" }],
    ...(request.subject === undefined ? {} : { subject: request.subject }),
    text: request.text,
    media: (request.media_urls ?? []).map((url) => ({ url })),
    webhook_url: request.webhook_url ?? profileUrl ?? null,
    webhook_failover_url: request.webhook_failover_url ?? null,
    encoding: message.encoding,
    parts,
    tags: [],
    cost: withCost ? { amount: (parts * pricePerPart).toFixed(4), currency: "USD" } : null,
    received_at: iso(message.receivedAt),
    sent_at: iso(message.sentAt),
    completed_at: iso(message.completedAt),
    valid_until: iso(message.receivedAt + validForSeconds * 1000),
    errors: message.errors,
  };
}
