import "server-only";

import {
  exhaustChallenge,
  type FlowRef,
  giveBackTry,
  type SpentTry,
  spendTry,
} from "@/db/queries/challenges";
import { tellUnknownBrowser } from "@/db/queries/failed-factors";
import { throttled, uncount } from "@/db/queries/throttles";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { counted } from "../telemetry/metrics";
import { throttleEntry } from "../throttle";
import { matchesProof } from "../verify/own-code";
import type { CheckOutcome, Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";

type Refused =
  | Readonly<{ kind: "wrong"; triesLeft: number; resent: boolean }>
  /** The challenge is over: tries spent, expired, replaced, or the account's way in is closed for a while. */
  | Readonly<{ kind: "closed" | "unavailable" }>
  /** Too many wrong PINs with this number, in logins by phone. */
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

export type PinOutcome =
  /** The provider approved; the caller closes the challenge together with what it opens. */
  | Readonly<{ kind: "approved"; challengeId: string }>
  | (Refused & Readonly<{ userId: string | null; neutral: boolean }>);

async function ask(spent: SpentTry, code: string, providers: Providers): Promise<CheckOutcome> {
  const { providerRequestId: requestId, proofs, neutralPhone } = spent;
  // A text of ours may be older than the message that a provider runs now: both are good.
  if (matchesProof(proofs, code)) return "approved";
  if (requestId === null && (proofs.length > 0 || neutralPhone !== null)) return "wrong";
  const outcome = (await providers.of(spent.provider)?.check({ requestId, proofs, code })) ?? "unavailable";
  // Where nobody has the number no request could end, and no provider could be down.
  return neutralPhone !== null && outcome !== "approved" ? "wrong" : outcome;
}

/** A try is spent before anybody looks at the PIN, and handed back only when the provider could not answer. */
export async function checkPin(
  flow: FlowRef,
  pin: string,
  providers: Providers = verifyProviders(),
): Promise<PinOutcome> {
  const spent = await spendTry(flow, policy.factorFailures);
  // Whoever has no try left has waited for nothing; that is so with every number.
  if (!spent) return { kind: "closed", userId: null, neutral: false };
  const { userId, neutralPhone } = spent;
  const who = { userId, neutral: neutralPhone !== null };
  if (neutralPhone === null) return judge(spent, who, pin, providers);

  const counted = throttleEntry("phoneLoginPins", neutralPhone);
  const block = await throttled(counted);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds, ...who };
  const outcome = await judge(spent, who, pin, providers);
  if (outcome.kind === "approved") await uncount([counted]);
  return outcome;
}

async function judge(
  spent: SpentTry,
  who: Readonly<{ userId: string | null; neutral: boolean }>,
  pin: string,
  providers: Providers,
): Promise<PinOutcome> {
  const { challengeId, triesLeft, userId } = spent;
  const told = noticeChannels("failed-factor");
  const answer = await ask(spent, pin, providers);
  counted.pin({ provider: spent.provider, outcome: answer });
  switch (answer) {
    case "approved":
      return { kind: "approved", challengeId };
    case "unavailable":
      await giveBackTry(challengeId);
      return { kind: "unavailable", ...who };
    case "closed":
      await exhaustChallenge(challengeId, triesLeft > 0 ? "ended" : "tries", told);
      noticesSoon();
      return { kind: "closed", ...who };
    case "wrong":
      if (triesLeft > 0) {
        if (userId !== null && !who.neutral && (await tellUnknownBrowser(challengeId, told))) noticesSoon();
        // Of our own texts every one counts that is still good; the provider knows only its newest.
        const resent = spent.number > 1 && spent.proofs.length === 0 && !who.neutral;
        return { kind: "wrong", triesLeft, resent, ...who };
      }
      await exhaustChallenge(challengeId, "tries", told);
      noticesSoon();
      return { kind: "closed", ...who };
  }
}
