import "server-only";

import { askConfirmation, type ConfirmationKind } from "@/db/queries/confirmations";
import { dispatch, type MessageVisitor, outgoing } from "../challenges/outgoing";
import { flowRef } from "../flow-cookie";
import { policy } from "../policy";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";

type Whom = Readonly<{ userId: string; phone: string; locale: string | null }>;

/** Sends the first PIN of a confirmation. Where one was asked for already, or none may go out, its page says so. */
export async function askPin(
  kind: ConfirmationKind,
  handle: string,
  { userId, phone, locale }: Whom,
  visitor: MessageVisitor,
  providers: Providers = verifyProviders(),
): Promise<void> {
  const message = outgoing(
    { purpose: kind, number: phone, userId, locale, message: 1, earlier: null },
    visitor,
    providers,
  );
  const flow = { kind, handleHash: flowRef(kind, handle).handleHash };
  const { planned, reservation } = message;
  const begun = await askConfirmation(flow, phone, planned.plan, reservation, policy.factorFailures);
  if (begun) await dispatch(message, begun, providers);
}
