import "server-only";

import { recordAudit } from "@/db/queries/audit";
import { findHeldLogin, type HeldLogin, passPassword } from "@/db/queries/logins";
import { throttled } from "@/db/queries/throttles";
import { checkStored } from "../auth/password";
import { hashSecret } from "../crypto";
import { observed } from "../telemetry/trace";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";
import { transition } from "./machine";

/** The login by phone of this handle, if its PIN was right and it needs more. */
export const heldLogin = (handle: string): Promise<HeldLogin | null> =>
  findHeldLogin(hashSecret(handle), transition("moreNeeded").to);

export type PasswordOutcome =
  | Readonly<{ kind: "verified"; returnTo: string | null }>
  | Readonly<{ kind: "wrong" | "over" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** The password after the PIN of a number that is not enough alone. */
async function checkPassword(
  handle: string,
  password: string,
  { browser, address }: Visitor,
): Promise<PasswordOutcome> {
  const login = await heldLogin(handle);
  if (!login?.userId) return { kind: "over" };
  const { userId } = login;
  const block = await throttled(throttleEntry("passwordByAccount", userId));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const { right } = await checkStored(login.passwordHash, password);
  if (!right) {
    await recordAudit({ event: "login.password", outcome: "wrong", userId, factor: "pwd", browser, address });
    return { kind: "wrong" };
  }
  const passed = await passPassword(hashSecret(handle), transition("morePassed"), { browser, address });
  return passed ? { kind: "verified", returnTo: login.returnTo } : { kind: "over" };
}

export const checkMorePassword = observed("login.password", checkPassword);
