import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Reply } from "../../http/reply";

const catalogue = {
  unauthorized: [401, "Unauthorized", "The request carries no credentials that are known here."],
  "jwt-expired": [401, "The credentials are not correct", "The token is past its expiry."],
  "low-balance": [402, "Low balance", "The account has no credit left for this request."],
  forbidden: [403, "Forbidden", "This account may not do this."],
  "not-found": [404, "Not Found", "There is nothing at this address."],
  "1150": [422, "Invalid params", "The value of one or more parameters is invalid."],
  "1000": [429, "Throttled", "Too many requests in too short a time."],
  "1030": [500, "Internal error", "Something went wrong on this side."],
} as const satisfies Record<string, readonly [number, string, string]>;

export type ProblemName = keyof typeof catalogue;

/** An RFC 7807 answer; numbers are the codes of this API alone, words are those of all of the provider's. */
export function problem(name: ProblemName, extra: Record<string, unknown> = {}): Reply {
  const [status, title, detail] = catalogue[name];
  const page = /^\d+$/.test(name) ? "api-errors/messages" : "api-errors";
  const type = `https://developer.vonage.com/${page}#${name}`;
  const body = { type, title, detail, instance: randomUUID().replaceAll("-", ""), ...extra };
  return { status, contentType: "application/problem+json", body: JSON.stringify(body) };
}

/** Names each field by its whole path, such as `sms.encoding_type`. */
export function invalidParameters({ issues }: z.ZodError): Reply {
  const named = issues.map(({ message, path }) => ({ name: path.join(".") || "body", reason: message }));
  return problem("1150", { invalid_parameters: named });
}

const byStatus: Partial<Record<number, ProblemName>> = {
  401: "unauthorized",
  402: "low-balance",
  403: "forbidden",
  404: "not-found",
  422: "1150",
  429: "1000",
};

/** The catalogue's problem for a status that a fault asks for; unknown ones read as an internal error. */
export function problemForStatus(status: number, override: Record<string, unknown> = {}): Reply {
  return { ...problem(byStatus[status] ?? "1030", override), status };
}
