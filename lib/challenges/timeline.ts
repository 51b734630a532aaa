import type { DeliveryNote } from "@/db/queries/steps";
import { iso } from "../iso";
import type { DeliveryMeaning } from "../verify/provider";
import type { Position } from "./steps";

/** `accepted`: the provider has taken the message on. `began`: this channel's turn came. */
type DeliveryStage = "accepted" | "began" | "delivered" | "undelivered" | "blocked";

export type TimelineEntry = Readonly<{
  /** ISO 8601 by the database's clock. */
  at: string;
  channel: string;
  stage: DeliveryStage;
}>;

const told: Partial<Record<DeliveryMeaning, DeliveryStage>> = {
  delivered: "delivered",
  undelivered: "undelivered",
  blocked: "blocked",
};

/** What happened to one message so far, in its order. */
export function timelineOf(
  first: string,
  sentAt: number,
  position: Position,
  notes: readonly DeliveryNote[],
): TimelineEntry[] {
  const entries: { at: number; channel: string; stage: DeliveryStage }[] = [
    { at: sentAt, channel: first, stage: "accepted" },
  ];
  for (const { at, channel, meaning } of notes) {
    const stage = told[meaning];
    if (stage) entries.push({ at: Math.max(at, sentAt), channel: channel || first, stage });
  }
  if (position.step > 1) entries.push({ at: position.beganAt, channel: position.channel, stage: "began" });
  return entries.sort((a, b) => a.at - b.at).map(({ at, ...entry }) => ({ ...entry, at: iso(at) }));
}
