import "server-only";

import { type ConfirmationKind, cancelConfirmation } from "@/db/queries/confirmations";
import { endMessage } from "../challenges/next";
import { dropHandle, flowRef } from "../flow-cookie";
import { ownFlow } from "../forms/own-flow";

/** Gives a confirmation up, if the post is this browser's own. No call comes for it if we can help it. */
export async function giveUp(kind: ConfirmationKind, form: FormData): Promise<void> {
  const handle = await ownFlow(kind, form);
  if (!handle) return;
  const flow = flowRef(kind, handle);
  await endMessage(flow);
  await cancelConfirmation({ kind, handleHash: flow.handleHash });
  await dropHandle(kind);
}
