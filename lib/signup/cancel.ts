import "server-only";

import { endSignup } from "@/db/queries/signups";
import { endMessage } from "../challenges/next";
import { flowRef } from "../flow-cookie";

/** Gives a pending sign-up up: what was typed is forgotten at the next sweep, and its handle is worth nothing. */
export async function cancelSignup(handle: string): Promise<boolean> {
  const flow = flowRef("signup", handle);
  await endMessage(flow);
  return endSignup(flow.handleHash);
}
