import "server-only";

import { redirect } from "next/navigation";
import { askRecovery, findLostLogin } from "@/db/queries/recoveries";
import { throttled } from "@/db/queries/throttles";
import { hashSecret } from "../crypto";
import { formToken, readHandle } from "../flow-cookie";
import { pathFor, transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { observed } from "../telemetry/trace";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";

const challenged = transition("challengeStarted").to;

/** Whether it can be offered here: its link goes by mail. */
export const canRecover = (): boolean => noticeChannels("recovery-ready").email;

export type LostPage = Readonly<{
  /** The second step that the person comes from. */
  back: string;
  formToken: string;
  /** Null: nothing waits. */
  readyAt: Date | null;
  endsAt: Date | null;
}>;

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** The login of this browser whose password was right, or away. */
export async function requireLostLogin(): Promise<LostPage> {
  const handle = await readHandle("login");
  const login = handle ? await findLostLogin(hashSecret(handle), challenged) : null;
  if (!handle || !login) redirect("/login?ended=expired");
  return {
    back: pathFor(challenged, login.asks),
    formToken: formToken(handle),
    readyAt: dateOf(login.readyAt),
    endsAt: dateOf(login.endsAt),
  };
}

export type AskedRecovery =
  | Readonly<{ kind: "asked" | "over" | "impossible" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** Begins the wait, and tells the owner at every address and number. Asking again keeps the first, and its clock. */
async function request(handle: string, { browser, address, place }: Visitor): Promise<AskedRecovery> {
  if (!canRecover()) return { kind: "impossible" };
  const handleHash = hashSecret(handle);
  const login = await findLostLogin(handleHash, challenged);
  if (!login) return { kind: "over" };
  if (login.readyAt !== null) return { kind: "asked" };
  const block = await throttled([
    ...throttleEntry("recoveriesByAccount", login.userId),
    ...throttleEntry("recoveriesByAddress", address),
  ]);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const { waitSeconds, openSeconds } = policy.recovery;
  const notices = {
    asked: noticeChannels("recovery-asked"),
    ready: { ...noticeChannels("recovery-ready"), text: false },
  };
  const rule = { waitSeconds, openSeconds, notices };
  const asked = await askRecovery(handleHash, challenged, rule, { browser, address, place });
  if (asked) noticesSoon();
  // Another post of the same page was first, or the login has ended: the page tells which.
  return { kind: "asked" };
}

export const requestRecovery = observed("recovery.ask", request);
