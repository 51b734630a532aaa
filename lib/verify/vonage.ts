import "server-only";

import { Auth } from "@vonage/auth";
import { Vonage } from "@vonage/server-sdk";
import { z } from "zod";
import { describeError, log, maskNumber } from "../log";
import { policy } from "../policy";
import type { CheckOutcome, StartOutcome, StartRequest, VerifyProvider } from "./provider";

export type VonageOptions = Readonly<{
  applicationId: string;
  privateKey: string;
  apiHost: string;
  brand: string;
  timeoutMs?: number;
}>;

type Verify2 = Vonage["verify2"];
type NewRequest = Parameters<Verify2["newRequest"]>[0];

const requestId = z.uuid();
const code = z.string().regex(/^\d{4,10}$/);
const started = z.object({ requestId });

/** The client ships no class we could test for: a refusal is an error with a fetch Response in it. */
const refusal = z.object({
  response: z.object({ status: z.number(), headers: z.custom<Pick<Headers, "get">>(hasGet).optional() }),
});

/** Two fetch implementations are in use over the SDK's versions; both have this much. */
function hasGet(value: unknown): boolean {
  return typeof value === "object" && value !== null && "get" in value && typeof value.get === "function";
}

type Failure = Readonly<{ status: number | null; retryAfterSeconds: number; heard: boolean }>;

/** Never logs the error itself: it holds the live token, the number and the code. */
function failureOf(error: unknown): Failure {
  const refused = refusal.safeParse(error);
  if (!refused.success) return { status: null, retryAfterSeconds: 0, heard: notReached(error) };
  const { status, headers } = refused.data.response;
  // A success whose body cannot be read: something was accepted that we cannot check.
  if (status < 400) return { status: null, retryAfterSeconds: 0, heard: false };
  const retryAfter = Number(headers?.get("retry-after") ?? 0);
  return { status, retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : 0, heard: true };
}

/** A connection that was refused never carried the request; any other silence may have. */
const notReached = (error: unknown): boolean =>
  error instanceof Error && "code" in error && ["ECONNREFUSED", "ENOTFOUND"].includes(String(error.code));

function startOutcome({ status, retryAfterSeconds, heard }: Failure): StartOutcome {
  switch (status) {
    case 401:
    case 403:
      return { kind: "unauthorised" };
    case 402:
      return { kind: "no-credit" };
    case 409:
      return { kind: "already-pending" };
    case 412:
      return { kind: "unsupported" };
    case 422:
      return { kind: "invalid-number" };
    case 429:
      return { kind: "rate-limited", retryAfterSeconds };
    default:
      return { kind: heard ? "unavailable" : "unknown" };
  }
}

function checkOutcome({ status }: Failure): CheckOutcome {
  if (status === 400) return "wrong";
  return status === 404 || status === 410 ? "closed" : "unavailable";
}

const LOCALES = "en-us en-gb es-es es-mx es-us it-it fr-fr de-de ru-ru hi-in pt-br pt-pt id-id".split(" ");

function nearestLocale(wanted: string): string {
  const lower = wanted.toLowerCase();
  const language = lower.split("-")[0] ?? "en";
  return (
    LOCALES.find((one) => one === lower) ?? LOCALES.find((one) => one.startsWith(`${language}-`)) ?? "en-us"
  );
}

/**
 * All channels of the workflow carry the same code (`reuse_code`): a text that comes late still works after
 * the call began. The SDK's types know that field for one channel only, hence the cast.
 */
const newRequest = ({ number, locale }: StartRequest, brand: string): NewRequest =>
  ({
    brand,
    locale: nearestLocale(locale),
    codeLength: policy.pin.digits,
    channelTimeout: policy.pin.channelSeconds,
    workflow: policy.pin.workflow.map((channel) => ({ channel, to: number.slice(1), reuseCode: true })),
  }) as unknown as NewRequest;

/** Tokens live for 15 minutes; ours are used for a third of that. */
const TOKEN_USE_MS = 300_000;

/** The SDK parses the key and signs a token for every call, which costs more than the rest of the call. */
function rememberedAuth(applicationId: string, privateKey: string): Auth {
  const auth = new Auth({ applicationId, privateKey });
  const sign = auth.createBearerHeader;
  let header: Promise<string> | undefined;
  let signedAt = 0;
  auth.createBearerHeader = () => {
    if (header && Date.now() - signedAt < TOKEN_USE_MS) return header;
    signedAt = Date.now();
    header = sign();
    header.catch(() => {
      header = undefined;
    });
    return header;
  };
  return auth;
}

/** Vonage Verify v2. Contract: 202 or an HTTP problem on start, 200 `completed` or 400/404/410 on check. */
export function vonageProvider(options: VonageOptions): VerifyProvider {
  const { applicationId, privateKey, apiHost, brand, timeoutMs = 5000 } = options;
  // Without a timeout the SDK waits for ever.
  const { verify2 } = new Vonage(rememberedAuth(applicationId, privateKey), { apiHost, timeout: timeoutMs });
  const report = (event: string, error: unknown, about: string) => {
    const { status } = failureOf(error);
    log("warn", event, { about, status, ...(status === null ? describeError(error) : {}) });
  };

  return {
    async start(request) {
      try {
        const answer = started.safeParse(await verify2.newRequest(newRequest(request, brand)));
        // A 2xx without an id: something was accepted that we cannot check.
        return answer.success ? { kind: "sent", requestId: answer.data.requestId } : { kind: "unknown" };
      } catch (error) {
        report("verify.start", error, maskNumber(request.number));
        return startOutcome(failureOf(error));
      }
    },

    async check(id, typed) {
      if (!requestId.safeParse(id).success) return "closed";
      if (!code.safeParse(typed).success) return "wrong";
      try {
        const status: unknown = await verify2.checkCode(id, typed);
        return status === "completed" ? "approved" : "unavailable";
      } catch (error) {
        const outcome = checkOutcome(failureOf(error));
        if (outcome === "unavailable") report("verify.check", error, id);
        return outcome;
      }
    },

    // Both swallow every error of theirs into false.
    next: async (id) => requestId.safeParse(id).success && verify2.nextWorkflow(id),
    cancel: async (id) => requestId.safeParse(id).success && verify2.cancel(id),
  };
}
