import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Api, ApiRequest } from "../../api/api";
import type { RateLimit } from "../../api/rate-limit";
import { parseJson } from "../../http/exchange";
import { json, type Reply } from "../../http/reply";
import { wireNumber } from "../../phone-number";
import type { Switches } from "../../switches";
import { refusal, refusalForStatus } from "../errors";
import { parseMessage } from "./message-request";
import type { Messages } from "./messages";

export type MessagesApiParts = {
  messages: Messages;
  switches: () => Switches;
  rateLimit: RateLimit;
  /** Undefined lets nobody in. */
  apiKey: string | undefined;
};

const root = "/v2/messages";
const profiles = "/v2/messaging_profiles";
const addressee = z.object({ to: z.string() });

const dialect: Api["dialect"] = {
  notFound: () => refusalForStatus(404),
  tooLarge: () => refusal(400, [{ code: "10015", detail: "The body is too large." }]),
  failure: refusalForStatus,
  malformed: '{"data":{"record_type":"message","id":"0d5a0c9e',
};

/** Messaging over HTTP: the key, the rate, the fields, in this order. */
export function createMessagesApi({ messages, switches, rateLimit, apiKey }: MessagesApiParts): Api {
  const expected = apiKey === undefined ? undefined : Buffer.from(`Bearer ${apiKey}`);

  function known([authorization = "", ...more]: readonly string[]): boolean {
    const given = Buffer.from(authorization);
    if (!expected || more.length > 0 || given.length !== expected.length) return false;
    return timingSafeEqual(given, expected);
  }

  function send({ authorizations, body }: ApiRequest): Reply {
    if (!known(authorizations)) return refusal(401, [{ code: "10009" }]);
    const headers = rateLimit(switches());
    if (headers) return { ...refusal(429, [{ code: "10011" }]), headers };
    const parsed = parseMessage(body);
    if ("value" in parsed) return json(200, { data: messages.accept(parsed.value) });
    const unclear = parsed.errors.every(({ code }) => code === "10015");
    return refusal(unclear ? 400 : switches().telnyxRefusal, parsed.errors);
  }

  /** It keeps neither messages nor profiles: whoever is let in hears that there is none. */
  function find({ authorizations }: ApiRequest): Reply {
    return known(authorizations) ? refusalForStatus(404) : refusal(401, [{ code: "10009" }]);
  }

  return {
    service: "telnyx",
    owns: (path) => [root, profiles].some((own) => path === own || path.startsWith(`${own}/`)),
    dialect,
    route(request) {
      if (request.method === "GET" && /^\/v2\/(messages|messaging_profiles)\/[^/]+$/.test(request.path))
        return { operation: "find", numbers: [], answer: () => find(request) };
      if (request.method !== "POST" || request.path !== root) return undefined;
      const to = addressee.safeParse(parseJson(request.body));
      const numbers = to.success ? [wireNumber(to.data.to)] : [];
      return { operation: "message", numbers, answer: () => send(request) };
    },
  };
}
