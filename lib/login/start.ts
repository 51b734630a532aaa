import "server-only";

import { randomUUID } from "node:crypto";
import { findLoginAccount, type LoginAccount, replacePasswordHash } from "@/db/queries/accounts";
import { beginApprovedLogin, type NewApprovedLogin } from "@/db/queries/approved-logins";
import { recordAudit } from "@/db/queries/audit";
import { beginLogin } from "@/db/queries/logins";
import { beginShownLogin } from "@/db/queries/second-steps";
import { notifySoon } from "../approvals/push";
import { loginSubject, newApproval } from "../approvals/request";
import { checkStored, hashPassword } from "../auth/password";
import { dispatch, outgoing } from "../challenges/outgoing";
import { hashSecret, randomSecret } from "../crypto";
import { emailKey } from "../email";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { observed } from "../telemetry/trace";
import { throttleLogin } from "../throttle";
import { type EnteredTrusted, enterByTrust } from "../trust/enter";
import { usernameKey } from "../username";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { transition } from "./machine";
import { firstStep, type SecondStep } from "./second-steps";

export type LoginRequest = Readonly<{
  identifier: string;
  password: string;
  returnTo: string | null;
  /** Of the cookie that names this browser. */
  browserHash?: string | null;
  /** What this browser keeps where it is trusted. */
  trusted?: string | null;
}>;

export type LoginOutcome =
  /** `asks`: what the second step is. */
  | Readonly<{ kind: "challenged"; handle: string; asks: Exclude<SecondStep, "recovery"> }>
  /** A trusted browser: the password was enough to look. */
  | EnteredTrusted
  | Readonly<{ kind: "rejected" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** What somebody typed who may have typed a user name or an address. */
export const lookup = (identifier: string) => {
  const email = identifier.includes("@") ? emailKey(identifier) : null;
  return email ? { emailKey: email } : { usernameKey: usernameKey(identifier) };
};

/** A login that waits for an answer on a phone. False: no phone may be asked now, and a PIN goes out instead. */
async function beginByApproval(
  { id: userId, username, now }: LoginAccount,
  begins: Omit<NewApprovedLogin, "id" | "approval">,
  visitor: Visitor,
): Promise<boolean> {
  const loginId = randomUUID();
  const asker = { purpose: "login", loginId, browserHash: begins.browserHash } as const;
  const approval = newApproval(asker, { userId, username }, loginSubject(), visitor, now);
  const { refusal } = await beginApprovedLogin({ ...begins, id: loginId, approval });
  // The last of too many also tells the owner.
  if (refusal === "off") noticesSoon();
  if (refusal !== null) return false;
  notifySoon(userId, approval.id);
  return true;
}

/**
 * First factor. Unknown name, wrong password and unproved sign-up do the same work and get the same answer.
 * A right password writes the login with what it asks for first: something that is shown, a request to the account's
 * phones, or a challenge whose message the provider is then asked for.
 */
async function start(
  { identifier, password, returnTo, browserHash = null, trusted = null }: LoginRequest,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
): Promise<LoginOutcome> {
  const by = lookup(identifier);
  const block = await throttleLogin(by, visitor.address, browserHash);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };

  const account = await findLoginAccount(by, browserHash);
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

  const { id: userId, passwordHash } = account;
  const entered = await enterByTrust(
    { userId, passwordHash, password, kept: trusted, browserHash, returnTo },
    visitor,
  );
  if (entered) return entered;

  const handle = randomSecret();
  const begins = {
    handleHash: hashSecret(handle),
    browserHash,
    amr: "pwd",
    returnTo,
    browser: visitor.browser,
    address: visitor.address,
    place: visitor.place,
    lifeSeconds: policy.login.lifeSeconds,
    state: transition("challengeStarted").to,
  };
  const first = firstStep(account, account.lastAsked);
  if (first === "approval" && (await beginByApproval(account, begins, visitor)))
    return { kind: "challenged", handle, asks: first };
  const asks = first === "approval" && account.authenticator ? "authenticator" : first;
  if (asks === "passkey" || asks === "authenticator") {
    await beginShownLogin({ ...begins, userId: account.id, asks });
    return { kind: "challenged", handle, asks };
  }
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
    ...begins,
    route: "password",
    userId: account.id,
    phone: account.phone,
    message: message.planned.plan,
    reserve: message.reservation,
    failureRule: policy.factorFailures,
  });
  await dispatch(message, begun, providers);
  return { kind: "challenged", handle, asks: "pin" };
}

export const startLogin = observed("login.start", start);
