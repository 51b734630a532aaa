import "server-only";

import { exhaustChallenge, type FlowRef, giveBackTry, spendTry } from "@/db/queries/challenges";
import { policy } from "../policy";
import type { VerifyProvider } from "../verify/provider";
import { verifyProvider } from "../verify/registry";

export type PinOutcome =
  /** The provider approved; the caller closes the challenge together with what it opens. */
  | Readonly<{ kind: "approved"; challengeId: string }>
  | Readonly<{ kind: "wrong"; triesLeft: number; resent: boolean; userId: string | null }>
  /** The challenge is over: tries spent, expired, replaced, or the account's way in is closed for a while. */
  | Readonly<{ kind: "closed"; userId: string | null }>
  | Readonly<{ kind: "unavailable"; userId: string | null }>;

/** A try is spent before the provider is asked, and handed back only when the provider could not answer. */
export async function checkPin(
  flow: FlowRef,
  pin: string,
  provider: VerifyProvider = verifyProvider(),
): Promise<PinOutcome> {
  const spent = await spendTry(flow, policy.factorFailures);
  if (!spent) return { kind: "closed", userId: null };
  const { challengeId, triesLeft, userId } = spent;

  switch (await provider.check(spent.providerRequestId, pin)) {
    case "approved":
      return { kind: "approved", challengeId };
    case "unavailable":
      await giveBackTry(challengeId);
      return { kind: "unavailable", userId };
    case "closed":
      await exhaustChallenge(challengeId);
      return { kind: "closed", userId };
    case "wrong":
      if (triesLeft > 0) return { kind: "wrong", triesLeft, resent: spent.number > 1, userId };
      await exhaustChallenge(challengeId);
      return { kind: "closed", userId };
  }
}
