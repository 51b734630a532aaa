import { z } from "zod";
import { parseJson } from "../../http/exchange";
import type { ApiError } from "../errors";
import { encode } from "./encoding";

const number = z.string().regex(/^\+[1-9]\d{6,14}$/);
const shortCode = /^\d{3,8}$/;
const alphanumeric = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;
const address = z.url({ protocol: /^https?$/ });

const optional = z.object({
  messaging_profile_id: z.uuid().optional(),
  subject: z.string().optional(),
  type: z.enum(["SMS", "MMS"]).default("SMS"),
  media_urls: z.array(address).optional(),
  webhook_url: address.nullish(),
  webhook_failover_url: address.nullish(),
  use_profile_webhooks: z.boolean().default(true),
  auto_detect: z.boolean().default(false),
  send_at: z.iso.datetime({ offset: true }).nullish(),
  encoding: z.enum(["auto", "gsm7", "ucs2"]).default("auto"),
});

const fields = z.record(z.string(), z.unknown());

export type MessageRequest = z.output<typeof optional> & {
  to: string;
  from: string | undefined;
  text: string;
};

function errorInTo(to: unknown): ApiError[] {
  const pointer = "/to";
  if (to === undefined || to === null || to === "") return [{ code: "10004", pointer }];
  if (typeof to !== "string" || !to.startsWith("+")) return [{ code: "10016", pointer }];
  return number.safeParse(to).success ? [] : [{ code: "10002", pointer }];
}

function errorInFrom(from: unknown, profile: unknown): ApiError[] {
  const pointer = "/from";
  if (from === undefined) return profile === undefined ? [{ code: "10004", pointer }] : [];
  if (typeof from !== "string") return [{ code: "10002", pointer }];
  if (number.safeParse(from).success || shortCode.test(from)) return [];
  if (!alphanumeric.test(from)) return [{ code: /^\d/.test(from) ? "10016" : "10002", pointer }];
  // A word as the sender says nothing about who pays: the profile does.
  return profile === undefined ? [{ code: "10004", pointer: "/messaging_profile_id" }] : [];
}

function errorInText({ text, media_urls }: Record<string, unknown>): ApiError[] {
  if (text === undefined && media_urls !== undefined) return [];
  if (text === undefined || text === "") return [{ code: "10004", pointer: "/text" }];
  return typeof text === "string" ? [] : [{ code: "10015", pointer: "/text" }];
}

/** Every fault of a request at once, as far as they can be told apart. */
export function parseMessage(body: string): { value: MessageRequest } | { errors: ApiError[] } {
  const given = fields.safeParse(parseJson(body));
  if (!given.success) return { errors: [{ code: "10015", detail: "The body must be a JSON object." }] };
  const { to, from, text = "", messaging_profile_id: profile } = given.data;
  const rest = optional.safeParse(given.data);
  const errors = [...errorInTo(to), ...errorInFrom(from, profile), ...errorInText(given.data)];
  for (const issue of rest.error?.issues ?? []) {
    errors.push({ code: "10015", pointer: `/${issue.path.join("/")}`, detail: issue.message });
  }
  if (rest.success && typeof text === "string" && !encode(text, rest.data.encoding)) {
    errors.push({ code: "10015", pointer: "/encoding", detail: "The text has characters beyond GSM-7." });
  }
  if (errors.length > 0 || !rest.success || typeof to !== "string" || typeof text !== "string") {
    return { errors };
  }
  return { value: { ...rest.data, to, from: typeof from === "string" ? from : undefined, text } };
}
