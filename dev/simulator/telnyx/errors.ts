import { json, type Reply } from "../http/reply";

const catalogue = {
  "10002": ["Invalid phone number", "The number is not one that can be called."],
  "10004": ["Missing required parameter", "A parameter that is needed is not there."],
  "10005": ["Resource not found", "There is nothing at this address."],
  "10009": ["Authentication failed", "The API key is missing or not one that is known here."],
  "10010": ["Authorization failed", "The API key may not do this."],
  "10011": ["Too many requests", "Too many requests in too short a time."],
  "10015": ["Bad Request", "The request could not be understood."],
  "10016": ["Phone number must be in +E.164 format", "The number must begin with a plus and its country."],
  "10007": ["Unexpected error", "Something went wrong on this side."],
} as const satisfies Record<string, readonly [title: string, detail: string]>;

type ErrorCode = keyof typeof catalogue;
export type ApiError = { code: ErrorCode; pointer?: string; detail?: string };

function described({ code, pointer, detail }: ApiError) {
  const [title, usual] = catalogue[code];
  return {
    code,
    title,
    detail: detail ?? usual,
    ...(pointer === undefined ? {} : { source: { pointer } }),
    meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
  };
}

export function refusal(status: number, errors: readonly ApiError[]): Reply {
  return json(status, { errors: errors.map(described) });
}

const byStatus: Partial<Record<number, ErrorCode>> = {
  400: "10015",
  401: "10009",
  403: "10010",
  404: "10005",
  422: "10002",
  429: "10011",
};

/** The usual error of a status that a fault asks for, with some of its members replaced. */
export function refusalForStatus(status: number, override: Record<string, unknown> = {}): Reply {
  return json(status, { errors: [{ ...described({ code: byStatus[status] ?? "10007" }), ...override }] });
}
