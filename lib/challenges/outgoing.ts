import "server-only";

import type { BegunMessage, Reservation } from "@/db/queries/messages";
import { reportLimits } from "../sending/report";
import { reserve } from "../sending/reserve";
import type { Providers } from "../verify/provider";
import type { Visitor } from "../visitor";
import { type Earlier, type PlannedMessage, planMessage, type Recipient } from "./plan";
import { startMessage } from "./start";

/** A message before it is written down: how it travels, to whom, and what it is reserved against. */
type Outgoing = Readonly<{ planned: PlannedMessage; to: Recipient; reservation: Reservation }>;

/** What of a visitor decides how a message travels, and what it counts against. */
export type MessageVisitor = Pick<Visitor, "address" | "locale" | "mobile">;

type Flow = Pick<Recipient, "purpose" | "number" | "email"> &
  Readonly<{
    userId: string | null;
    /** Which message of its flow this is, from 1, and the one before it. */
    message: number;
    earlier: Earlier | null;
  }>;

/** Plans the next message of a flow, which this visitor asks for. */
export function outgoing(
  { userId, message, earlier, ...whom }: Flow,
  { address, locale, mobile }: MessageVisitor,
  { first }: Providers,
): Outgoing {
  const to = { ...whom, locale, mobile };
  const planned = planMessage(message, first, to, earlier);
  return { planned, to, reservation: reserve(planned, to, { address, userId }) };
}

/** Sends a message whose challenge is written, unless a limit kept it back or another one is carried on instead. */
export async function dispatch(
  { planned, to, reservation }: Outgoing,
  begun: Readonly<{ state: BegunMessage["state"] | null }> & Pick<BegunMessage, "limits" | "breakerOpen">,
  providers: Providers,
): Promise<void> {
  reportLimits(reservation.facts, begun.limits);
  if (begun.state !== "pending") return;
  await startMessage(planned, to, providers, begun.breakerOpen, reservation.throttles);
}
