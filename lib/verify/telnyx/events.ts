import { z } from "zod";
import { amount, moment, sentence, word } from "../callback-text";
import type { DeliveryEvent, DeliveryMeaning } from "../provider";

const recipient = z.object({ status: word });
const failure = z.object({ code: z.coerce.string(), title: z.string() });

const body = z.object({
  data: z.object({
    event_type: z.enum(["message.sent", "message.finalized"]),
    occurred_at: moment,
    payload: z.object({
      id: z.guid().toLowerCase(),
      direction: z.literal("outbound").optional(),
      to: z.tuple([recipient]).rest(z.unknown()),
      cost: z
        .object({ amount, currency: z.string().regex(/^[A-Z]{3}$/) })
        .nullish()
        .catch(null),
      errors: z.array(z.unknown()).catch([]),
    }),
  }),
});

function meaningOf(status: string): DeliveryMeaning {
  switch (status) {
    case "sent":
      return "sent";
    case "delivered":
      return "delivered";
    case "sending_failed":
    case "delivery_failed":
      return "undelivered";
    default:
      return "other";
  }
}

/** Codes and titles are Telnyx's own list; a detail may hold the number. */
function reasonOf(errors: readonly unknown[]): string | null {
  const first = failure.safeParse(errors[0]).data;
  return first ? (sentence.parse(`${first.code} ${first.title}`) ?? null) : null;
}

/** What became of our text. Its price comes with the last event. Other events, such as answers to it, say nothing. */
export function eventsOf(json: unknown): readonly DeliveryEvent[] {
  const { data } = body.safeParse(json);
  if (!data) return [];
  const { event_type: type, occurred_at: occurredAt, payload } = data.data;
  const status = type === "message.sent" ? "sent" : payload.to[0].status;
  const { cost } = payload;
  return [
    {
      requestId: payload.id,
      challengeId: null,
      scope: "step",
      channel: "sms",
      status,
      meaning: meaningOf(status),
      reason: reasonOf(payload.errors),
      price:
        type === "message.finalized" && cost?.amount
          ? { amount: cost.amount, currency: cost.currency }
          : null,
      occurredAt: occurredAt ?? null,
    },
  ];
}
