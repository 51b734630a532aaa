import "server-only";

import type { BegunMessage, Reservation } from "@/db/queries/messages";
import { reportLimits } from "../sending/report";
import { reserve } from "../sending/reserve";
import type { Providers } from "../verify/provider";
import type { Visitor } from "../visitor";
import { type Earlier, type PlannedMessage, planMessage, type Recipient } from "./plan";
import { startMessage } from "./start";

/** A message before it is written down: how it travels, to whom, and what it is reserved against. */
type Outgoing = Readonly<{
  planned: PlannedMessage;
  to: Recipient;
  reservation: Reservation;
  decoy: boolean;
}>;

/** What of a visitor decides how a message travels, and what it counts against. */
export type MessageVisitor = Pick<Visitor, "address" | "locale" | "mobile">;

type Flow = Pick<Recipient, "purpose" | "number"> &
  Readonly<{
    neutral?: boolean;
    email?: string | null;
    userId: string | null;
    /** Which message of its flow this is, from 1, and the one before it. */
    message: number;
    earlier: Earlier | null;
    /** The language that the person chose; by default the browser's. */
    locale?: string | null;
    /** Nobody has the number: everything is written as for a message, and none is sent. */
    decoy?: boolean;
    /** The person wants to be called at once. */
    byCall?: boolean;
  }>;

/** Plans the next message of a flow, which this visitor asks for. */
export function outgoing(flow: Flow, visitor: MessageVisitor, { first }: Providers): Outgoing {
  const { purpose, number, userId, neutral = false, email = null, decoy = false, byCall = false } = flow;
  const { address, mobile } = visitor;
  const to = { purpose, number, neutral, email, mobile, byCall, locale: flow.locale ?? visitor.locale };
  const planned = planMessage(flow.message, first, to, flow.earlier);
  const reservation = reserve(planned, to, { address, userId });
  if (!decoy) return { planned, to, reservation, decoy };
  return {
    to,
    decoy,
    // A PIN that nobody gets is not to be guessed either.
    planned: { ...planned, plan: { ...planned.plan, codeHash: null } },
    reservation: { ...reservation, facts: { ...reservation.facts, decoy } },
  };
}

/** Sends a message whose challenge is written, unless a limit kept it back or another one is carried on instead. */
export async function dispatch(
  { planned, to, reservation, decoy }: Outgoing,
  begun: Readonly<{ state: BegunMessage["state"] | null }> & Pick<BegunMessage, "limits" | "breakerOpen">,
  providers: Providers,
): Promise<void> {
  reportLimits(reservation.facts, begun.limits);
  if (begun.state !== "pending" || decoy) return;
  // What was counted for a login by phone stays counted: whether it was would tell what became of the message.
  const throttles = to.neutral ? [] : reservation.throttles;
  await startMessage(planned, to, providers, begun.breakerOpen, { facts: reservation.facts, throttles });
}
