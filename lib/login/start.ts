import "server-only";

import { findLoginAccount, replacePasswordHash } from "@/db/queries/accounts";
import { recordAudit } from "@/db/queries/audit";
import { beginLogin } from "@/db/queries/logins";
import { checkStored, hashPassword } from "../auth/password";
import { dispatch, outgoing } from "../challenges/outgoing";
import { hashSecret, randomSecret } from "../crypto";
import { emailKey } from "../email";
import { policy } from "../policy";
import { throttleLogin } from "../throttle";
import { usernameKey } from "../username";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { transition } from "./machine";

export type LoginRequest = Readonly<{
  identifier: string;
  password: string;
  returnTo: string | null;
  /** Of the cookie that names this browser. */
  browserHash?: string | null;
}>;

export type LoginOutcome =
  | Readonly<{ kind: "challenged"; handle: string }>
  | Readonly<{ kind: "rejected" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** What somebody typed who may have typed a user name or an address. */
export const lookup = (identifier: string) => {
  const email = identifier.includes("@") ? emailKey(identifier) : null;
  return email ? { emailKey: email } : { usernameKey: usernameKey(identifier) };
};

/**
 * First factor. Unknown name, wrong password and unproved sign-up do the same work and get the same answer.
 * A right password writes the login and its challenge, then asks the provider for the message.
 */
export async function startLogin(
  { identifier, password, returnTo, browserHash = null }: LoginRequest,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<LoginOutcome> {
  const by = lookup(identifier);
  const block = await throttleLogin(Object.values(by).join(), visitor.address);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };

  const account = await findLoginAccount(by);
  const check = await checkStored(account?.passwordHash ?? null, password);
  if (!account?.passwordHash || !check.right) {
    const { browser, address } = visitor;
    const userId = account?.id ?? null;
    await recordAudit({ event: "login.password", outcome: "wrong", userId, factor: "pwd", browser, address });
    return { kind: "rejected" };
  }
  if (check.outdated) {
    await replacePasswordHash(account.id, account.passwordHash, await hashPassword(password));
  }

  const handle = randomSecret();
  const message = outgoing(
    {
      purpose: "login",
      number: account.phone,
      email: account.email,
      locale: account.locale,
      userId: account.id,
      message: 1,
      earlier: null,
    },
    visitor,
    providers,
  );
  const begun = await beginLogin({
    handleHash: hashSecret(handle),
    route: "password",
    browserHash,
    userId: account.id,
    phone: account.phone,
    amr: "pwd",
    returnTo,
    browser: visitor.browser,
    address: visitor.address,
    place: visitor.place,
    lifeSeconds: policy.login.lifeSeconds,
    message: message.planned.plan,
    reserve: message.reservation,
    failureRule: policy.factorFailures,
    state: transition("challengeStarted").to,
  });
  await dispatch(message, begun, providers);
  return { kind: "challenged", handle };
}
