import "server-only";

import {
  exhaustChallenge,
  type FlowRef,
  giveBackTry,
  type SpentTry,
  spendTry,
} from "@/db/queries/challenges";
import { policy } from "../policy";
import { matchesProof } from "../verify/own-code";
import type { CheckOutcome, Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";

export type PinOutcome =
  /** The provider approved; the caller closes the challenge together with what it opens. */
  | Readonly<{ kind: "approved"; challengeId: string }>
  | Readonly<{ kind: "wrong"; triesLeft: number; resent: boolean; userId: string | null }>
  /** The challenge is over: tries spent, expired, replaced, or the account's way in is closed for a while. */
  | Readonly<{ kind: "closed"; userId: string | null }>
  | Readonly<{ kind: "unavailable"; userId: string | null }>;

async function ask(spent: SpentTry, code: string, providers: Providers): Promise<CheckOutcome> {
  const { providerRequestId: requestId, proofs } = spent;
  // A text of ours may be older than the message that a provider runs now: both are good.
  if (matchesProof(proofs, code)) return "approved";
  if (requestId === null && proofs.length > 0) return "wrong";
  return (await providers.of(spent.provider)?.check({ requestId, proofs, code })) ?? "unavailable";
}

/** A try is spent before anybody looks at the PIN, and handed back only when the provider could not answer. */
export async function checkPin(
  flow: FlowRef,
  pin: string,
  providers: Providers = verifyProviders(),
): Promise<PinOutcome> {
  const spent = await spendTry(flow, policy.factorFailures);
  if (!spent) return { kind: "closed", userId: null };
  const { challengeId, triesLeft, userId } = spent;

  switch (await ask(spent, pin, providers)) {
    case "approved":
      return { kind: "approved", challengeId };
    case "unavailable":
      await giveBackTry(challengeId);
      return { kind: "unavailable", userId };
    case "closed":
      await exhaustChallenge(challengeId, triesLeft > 0 ? "ended" : "tries");
      return { kind: "closed", userId };
    case "wrong":
      if (triesLeft > 0) {
        // Of our own texts every one counts that is still good; the provider knows only its newest.
        const resent = spent.number > 1 && spent.proofs.length === 0;
        return { kind: "wrong", triesLeft, resent, userId };
      }
      await exhaustChallenge(challengeId, "tries");
      return { kind: "closed", userId };
  }
}
