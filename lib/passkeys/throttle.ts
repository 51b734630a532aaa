import "server-only";

import { type ThrottleBlock, throttled } from "@/db/queries/throttles";
import { throttleEntry } from "../throttle";

/** Counts what an address asks for to sign, and what it answers. */
export async function passkeyBlock(address: string | null): Promise<ThrottleBlock | null> {
  const entries = throttleEntry("passkeyByAddress", address);
  return entries.length > 0 ? throttled(entries) : null;
}
