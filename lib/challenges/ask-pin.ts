import "server-only";

import { askFirstPin, type FirstAsked } from "@/db/queries/confirmations";
import { flowRef } from "../flow-cookie";
import { policy } from "../policy";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import { dispatch, type MessageVisitor, outgoing } from "./outgoing";

type Whom = Readonly<{
  userId: string;
  phone: string;
  locale: string | null;
  email?: string | null;
  /** The phone is called at once, where the provider calls. */
  byCall?: boolean;
}>;

/** Sends the first PIN of a flow. Where one was asked for already, or none may go out, its page says so. */
export async function askPin(
  kind: FirstAsked["kind"],
  handle: string,
  { userId, phone, locale, email = null, byCall = false }: Whom,
  visitor: MessageVisitor,
  providers: Providers = verifyProviders(),
): Promise<void> {
  const message = outgoing(
    { purpose: kind, number: phone, email, userId, locale, message: 1, earlier: null, byCall },
    visitor,
    providers,
  );
  const flow = { kind, handleHash: flowRef(kind, handle).handleHash };
  const { planned, reservation } = message;
  const begun = await askFirstPin(flow, phone, planned.plan, reservation, policy.factorFailures);
  if (begun) await dispatch(message, begun, providers);
}
