import { randomBytes } from "node:crypto";
import type { Running } from "../../running";
import { type PlannedStep, planOf } from "./plan";
import type { StartInput } from "./start-request";

export type Status = "IN PROGRESS" | "SUCCESS" | "FAILED" | "EXPIRED" | "CANCELLED";

export type VerifyRequest = {
  /** 32 hexadecimal digits. */
  id: string;
  input: StartInput;
  plan: PlannedStep[];
  current: number;
  status: Status;
  submittedAt: number;
  stepAt: number;
  finalizedAt?: number;
  code: string;
  codeAt: number;
  wrongCodes: number;
  blocked: boolean;
  events: { id: string; type: "sms" | "tts"; at: number }[];
  checks: { at: number; code: string; valid: boolean }[];
  stopTimer: () => void;
};

export function createRequest(input: StartInput, at: number): VerifyRequest {
  return {
    id: randomBytes(16).toString("hex"),
    input,
    plan: planOf(input),
    current: -1,
    status: "IN PROGRESS",
    submittedAt: at,
    stepAt: at,
    code: "",
    codeAt: Number.NEGATIVE_INFINITY,
    wrongCodes: 0,
    blocked: false,
    events: [],
    checks: [],
    stopTimer: () => {},
  };
}

export const senderOf = (input: StartInput): string => ("brand" in input ? input.brand : input.payee);

export function runningOf(request: VerifyRequest): Running | undefined {
  const step = request.plan[request.current];
  if (request.status !== "IN PROGRESS" || !step) return undefined;
  return {
    numbers: [request.input.number],
    brand: senderOf(request.input),
    channel: step.channel,
    startedAt: request.stepAt,
    endsAt: request.stepAt + step.seconds * 1000,
    followedBy: request.plan[request.current + 1]?.channel ?? null,
  };
}

/** `YYYY-MM-DD HH:MM:SS` in UTC; empty for what has not happened. */
const date = (time: number | undefined) =>
  time === undefined ? "" : new Date(time).toISOString().slice(0, 19).replace("T", " ");

export const price = "0.10000000";
export const currency = "EUR";
export const messagePrice = ({ events }: VerifyRequest) => (events.length * 0.0333).toFixed(8);

/** A request as the search shows it. */
export function wireRequest(request: VerifyRequest, accountId: string) {
  return {
    request_id: request.id,
    account_id: accountId,
    status: request.status,
    number: request.input.number,
    price: request.status === "SUCCESS" ? price : "0",
    currency,
    sender_id: request.input.sender_id,
    date_submitted: date(request.submittedAt),
    date_finalized: date(request.finalizedAt),
    first_event_date: date(request.events[0]?.at),
    last_event_date: date(request.events.at(-1)?.at),
    checks: request.checks.map(({ at, code, valid }) => ({
      date_received: date(at),
      code,
      status: valid ? "VALID" : "INVALID",
      ip_address: "",
    })),
    events: request.events.map(({ id, type }) => ({ type, id })),
    estimated_price_messages_sent: messagePrice(request),
  };
}
