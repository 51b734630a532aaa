import "server-only";

import { findLoginAccount } from "@/db/queries/accounts";
import { beginLogin } from "@/db/queries/logins";
import { throttled } from "@/db/queries/throttles";
import { dispatch, outgoing } from "../challenges/outgoing";
import { hashSecret, randomSecret } from "../crypto";
import { env } from "../env";
import { later } from "../later";
import { phoneProblem } from "../phone-words";
import { policy } from "../policy";
import { parseTypedPhone } from "../sending/destination";
import { observed } from "../telemetry/trace";
import { throttleEntry } from "../throttle";
import type { Providers } from "../verify/provider";
import { verifyProviders } from "../verify/registry";
import type { Visitor } from "../visitor";
import { transition } from "./machine";

export type PhoneLoginRequest = Readonly<{
  country: string;
  phone: string;
  returnTo: string | null;
  browserHash?: string | null;
}>;

export type PhoneLoginOutcome =
  | Readonly<{ kind: "challenged"; handle: string }>
  | Readonly<{ kind: "invalid"; message: string }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/**
 * A login that begins with a number and nothing else. Whether the number has an account decides one thing: whether a
 * message goes out, and that happens after the answer. All that is written, counted and shown is the same.
 */
async function start(
  request: PhoneLoginRequest,
  visitor: Visitor,
  providers: Providers = verifyProviders(),
  afterwards: (work: () => Promise<unknown>) => void = later,
): Promise<PhoneLoginOutcome> {
  const phone = parseTypedPhone(request.phone, request.country);
  if (phone.kind !== "number") return { kind: "invalid", message: phoneProblem(phone) };
  const block = await throttled([
    ...throttleEntry("phoneLoginByNumber", phone.e164),
    ...throttleEntry("phoneLoginByAddress", visitor.address),
  ]);
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };

  const account = await findLoginAccount({ phone: phone.e164 });
  const handle = randomSecret();
  const message = outgoing(
    {
      purpose: "login",
      number: phone.e164,
      neutral: true,
      locale: account?.locale ?? null,
      userId: account?.id ?? null,
      message: 1,
      earlier: null,
      decoy: account === null && !env().signupByPhone,
    },
    visitor,
    providers,
  );
  const begun = await beginLogin({
    handleHash: hashSecret(handle),
    route: "phone",
    browserHash: request.browserHash ?? null,
    userId: account?.id ?? null,
    phone: phone.e164,
    amr: "",
    returnTo: request.returnTo,
    browser: visitor.browser,
    address: visitor.address,
    place: visitor.place,
    lifeSeconds: policy.login.lifeSeconds,
    message: message.planned.plan,
    reserve: message.reservation,
    failureRule: policy.factorFailures,
    state: transition("challengeStarted").to,
  });
  afterwards(() => dispatch(message, begun, providers));
  return { kind: "challenged", handle };
}

export const startPhoneLogin = observed("login.start-by-phone", start);
