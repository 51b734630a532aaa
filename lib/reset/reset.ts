import "server-only";

import {
  askReset,
  claimReset,
  findMailedReset,
  findProvedReset,
  type MailedReset,
  type ProvedReset,
  resetPassword,
} from "@/db/queries/resets";
import { throttled } from "@/db/queries/throttles";
import { passwordProblem } from "../account/new-password";
import { hashPassword } from "../auth/password";
import { askPin } from "../challenges/ask-pin";
import { hashSecret, randomSecret } from "../crypto";
import { readLink } from "../links";
import { transition } from "../login/machine";
import { lookup } from "../login/start";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { observed } from "../telemetry/trace";
import { throttleEntry } from "../throttle";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";

const { settlesAfterSeconds } = policy.phone;

export type AskedReset =
  | Readonly<{ kind: "asked" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** Mails a link to the account of that name, if there is one. Nobody but its mailbox learns whether there is. */
async function request(identifier: string, { browser, address, place }: Visitor): Promise<AskedReset> {
  const by = lookup(identifier);
  const block = await throttled([
    ...throttleEntry("resetByAccount", Object.values(by).join()),
    ...throttleEntry("resetByAddress", address),
  ]);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  await askReset(by, policy.reset.linkSeconds, { browser, address, place });
  noticesSoon();
  return { kind: "asked" };
}

export const requestReset = observed("reset.ask", request);

/** What a link opens; null when it was used, is too old, or is none of ours. It changes nothing. */
export async function mailedReset(link: unknown): Promise<MailedReset | null> {
  const id = readLink("reset", link);
  return id ? findMailedReset(id, settlesAfterSeconds) : null;
}

/** Uses the link and sends the PIN: a mailbox alone changes nothing. The handle goes into this browser's cookie. */
export async function startReset(
  link: unknown,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<string | null> {
  const id = readLink("reset", link);
  if (!id) return null;
  const handle = randomSecret();
  const { browser, address, place } = visitor;
  const visit = { browser, address, place };
  const life = policy.reset.lifeSeconds;
  const reset = await claimReset(id, settlesAfterSeconds, hashSecret(handle), life, visit);
  if (!reset) return null;
  await askPin("reset", handle, reset, visitor, providers);
  return handle;
}

export const provedReset = (handle: string): Promise<ProvedReset | null> =>
  findProvedReset(hashSecret(handle));

export type ResetOutcome =
  | Readonly<{ kind: "changed" | "over" }>
  | Readonly<{ kind: "weak"; message: string }>;

/** The new password, after link and PIN. It logs nobody in. */
async function finish(
  handle: string,
  password: string,
  { browser, address, place }: Visitor,
): Promise<ResetOutcome> {
  const reset = await provedReset(handle);
  if (!reset) return { kind: "over" };
  const weakness = await passwordProblem(password, reset);
  if (weakness) return { kind: "weak", message: weakness };
  const which = { handleHash: hashSecret(handle), userId: reset.userId };
  const notices = noticeChannels("password-reset");
  const hash = await hashPassword(password);
  const changed = await resetPassword(which, hash, transition("revoked"), notices, {
    browser,
    address,
    place,
  });
  if (!changed) return { kind: "over" };
  noticesSoon();
  return { kind: "changed" };
}

export const finishReset = observed("reset.finish", finish);
