import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Reply } from "../../http/reply";

const catalogue = {
  "invalid-code": [400, "Invalid Code", "The code does not match the one that was sent."],
  unauthorized: [401, "Unauthorized", "The request carries no credentials that are known here."],
  "jwt-expired": [401, "The credentials are not correct", "The token is past its expiry."],
  "low-balance": [402, "Low balance", "The account has no credit left for this request."],
  forbidden: [403, "Forbidden", "This account may not write templates."],
  "request-not-found": [404, "Not Found", "No running request has this id."],
  "not-found": [404, "Not Found", "There is nothing at this address."],
  "template-not-found": [404, "Not Found", "No template has this id."],
  "template-fragment-not-found": [404, "Not Found", "The template has no fragment of this id."],
  "template-exists": [409, "Conflict", "Another template has this name."],
  "fragment-exists": [409, "Conflict", "The template has a fragment for this channel and locale."],
  "not-empty-template": [409, "Conflict", "The template still has fragments."],
  "default-template": [409, "Conflict", "The default template cannot be deleted."],
  "max-templates": [409, "Conflict", "The account has as many templates as it may have."],
  concurrent: [409, "Conflict", "A request for this number is still running."],
  "no-code": [409, "Conflict", "The running step takes no code."],
  "no-events": [409, "Conflict", "There is no further step to start."],
  conflict: [409, "Conflict", "The request is not ready for this yet."],
  expired: [410, "Invalid Code", "The last try was wrong; the request has ended."],
  "precondition-failed": [412, "Network not supported", "Silent authentication cannot reach this number."],
  "invalid-params": [422, "Invalid params", "Some fields of the request are not valid."],
  throttled: [429, "Rate Limit Hit", "Too many requests in too short a time."],
  "internal-error": [500, "Internal error", "Something went wrong on this side."],
} as const satisfies Record<string, readonly [number, string, string]>;

export type ProblemName = keyof typeof catalogue;
export type InvalidParameter = { name: string; reason: string };

const general = new Set<string>([
  "unauthorized",
  "invalid-params",
  "low-balance",
  "throttled",
  "internal-error",
]);

/** An RFC 9457 answer in the provider's words: status and title from its catalogue, `type` ending in `#name`. */
export function problem(name: ProblemName, extra: Record<string, unknown> = {}): Reply {
  const [status, title, detail] = catalogue[name];
  const page = general.has(name) ? "api-errors" : "api-errors/verify-v2";
  const body = {
    title,
    type: `https://developer.vonage.com/en/${page}#${name}`,
    detail,
    instance: randomUUID(),
    ...extra,
  };
  return { status, contentType: "application/problem+json", body: JSON.stringify(body) };
}

export function invalidParameters(parameters: readonly InvalidParameter[]): Reply {
  return problem("invalid-params", { invalid_parameters: parameters });
}

export function invalidParametersOf({ issues }: z.ZodError): InvalidParameter[] {
  return issues.map(({ message, path }) => ({
    name: String(path.findLast((part) => typeof part === "string") ?? "body"),
    reason: message,
  }));
}

const byStatus: Partial<Record<number, ProblemName>> = {
  400: "invalid-code",
  401: "unauthorized",
  402: "low-balance",
  403: "forbidden",
  404: "request-not-found",
  409: "concurrent",
  410: "expired",
  412: "precondition-failed",
  422: "invalid-params",
  429: "throttled",
};

/** The catalogue's problem for a status that a fault asks for; unknown ones read as an internal error. */
export function problemForStatus(status: number, override: Record<string, unknown> = {}): Reply {
  return { ...problem(byStatus[status] ?? "internal-error", override), status };
}
