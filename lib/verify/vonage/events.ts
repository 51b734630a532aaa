import { z } from "zod";
import { amount, moment, sentence, word } from "../callback-text";
import type { DeliveryEvent, DeliveryMeaning } from "../provider";

const requestId = z.guid().toLowerCase();

/** Our challenge's id as we gave it in `client_ref`: a UUID without its dashes. */
const reference = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{32}$/)
  .transform((hex) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))
  .nullish()
  .catch(null);

const event = z.object({
  type: z.literal("event"),
  request_id: requestId,
  client_ref: reference,
  channel: word,
  status: word,
  triggered_at: moment,
  finalized_at: moment,
  reason: sentence,
});

const step = z.object({ channel: word, status: word, initiated_at: moment, reason: sentence });

const summary = z.object({
  type: z.literal("summary"),
  request_id: requestId,
  client_ref: reference,
  status: word,
  submitted_at: moment,
  finalized_at: moment,
  price: amount,
  reason: sentence,
  workflow: z.array(z.unknown()).max(10).catch([]),
});

const body = z.discriminatedUnion("type", [event, summary]);

/** Vonage bills Verify in euros. */
const CURRENCY = "EUR";

function meaningOf(status: string): DeliveryMeaning {
  switch (status) {
    case "completed":
      return "used";
    case "failed":
    case "rejected":
    case "user_rejected":
      return "undelivered";
    case "blocked":
      return "blocked";
    case "expired":
      return "timed-out";
    default:
      return "other";
  }
}

function eventOf(told: z.output<typeof event>): DeliveryEvent {
  return {
    requestId: told.request_id,
    challengeId: told.client_ref ?? null,
    scope: "step",
    channel: told.channel,
    status: told.status,
    meaning: meaningOf(told.status),
    reason: told.reason ?? null,
    price: null,
    occurredAt: told.finalized_at ?? told.triggered_at ?? null,
  };
}

/** The steps that began. Each was over when the next one began, the last one when the request was. */
function stepsOf(told: z.output<typeof summary>): DeliveryEvent[] {
  const steps = told.workflow
    .flatMap((one) => step.safeParse(one).data ?? [])
    .filter((one) => one.status !== "unused");
  return steps.map((one, index) => ({
    requestId: told.request_id,
    challengeId: told.client_ref ?? null,
    scope: "step",
    channel: one.channel,
    status: one.status,
    meaning: meaningOf(one.status),
    reason: one.reason ?? null,
    price: null,
    occurredAt: steps[index + 1]?.initiated_at ?? told.finalized_at ?? null,
  }));
}

function summaryOf(told: z.output<typeof summary>): DeliveryEvent {
  return {
    requestId: told.request_id,
    challengeId: told.client_ref ?? null,
    scope: "request",
    channel: null,
    status: told.status,
    meaning: meaningOf(told.status),
    reason: told.reason ?? null,
    price: told.price ? { amount: told.price, currency: CURRENCY } : null,
    occurredAt: told.finalized_at ?? told.submitted_at ?? null,
  };
}

/** What a callback's body tells; nothing when it tells nothing that we know. Unknown fields and statuses are fine. */
export function eventsOf(json: unknown): readonly DeliveryEvent[] {
  const { data } = body.safeParse(json);
  if (!data) return [];
  return data.type === "event" ? [eventOf(data)] : [...stepsOf(data), summaryOf(data)];
}
