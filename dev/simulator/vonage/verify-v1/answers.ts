import { json, type Reply } from "../../http/reply";

/** The statuses that this API decides by; HTTP says 200 to all of them. */
const texts = {
  "1": "The account sends too many requests.",
  "2": "A mandatory parameter is missing",
  "3": "A parameter has a value that cannot be",
  "4": "The credentials are not right.",
  "5": "Something went wrong on this side.",
  "6": "The request was not found or is over.",
  "7": "The number or its network is blocked for verification.",
  "9": "The account has no credit left.",
  "10": "Another request to this number is still running.",
  "16": "The code does not match.",
  "17": "A wrong code was given too many times; the request has ended.",
  "18": "More than ten requests were asked for.",
  "19": "The command cannot be carried out now.",
  "20": "This account may not choose its codes.",
  "101": "No request was found.",
} as const;

export type Refused = keyof typeof texts;

export function refuse(status: Refused, more: Record<string, unknown> = {}): Reply {
  return json(200, { status, error_text: texts[status], ...more });
}

/** Names the parameter, as the provider does. */
export function refuseParameter(status: "2" | "3", name: string): Reply {
  return refuse(status, { error_text: `${texts[status]}: ${name}` });
}
