import "server-only";

import { advanceLogin } from "@/db/queries/logins";
import { endMessage } from "../challenges/next";
import { flowRef } from "../flow-cookie";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import { transition } from "./machine";

/** Gives a pending login up. Its handle is worth nothing afterwards, and no call comes for it if we can help it. */
export async function cancelLogin(
  handle: string,
  providers: Providers = verifyProviders(),
): Promise<boolean> {
  const flow = flowRef("login", handle);
  await endMessage(flow, providers);
  return advanceLogin(flow.handleHash, transition("cancelled"));
}
