import type { Api, ApiRequest } from "../api/api";
import type { RateLimit } from "../api/rate-limit";
import type { Reply } from "../http/reply";
import type { World } from "../world";
import type { Browsers } from "./browsers";
import { parseMessage } from "./message-request";
import { problem } from "./problem";
import { refusedVapid } from "./vapid";

export type MessagesApiParts = Pick<World, "origin" | "switches"> & {
  browsers: Browsers;
  rateLimit: RateLimit;
};

const longestTtlSeconds = 28 * 24 * 3600;

const dialect: Api["dialect"] = {
  notFound: () => problem({ status: 404, message: "There is nothing at this address." }),
  tooLarge: () => problem({ status: 413, message: "The body is too large." }),
  failure: (status, override) => problem({ status, message: "The message was not taken." }, override),
  malformed: '{"code":201,"mess',
};

/** Where the application pushes: the subscription, who sends, the rate, the message, in this order. */
export function createMessagesApi({ browsers, origin, rateLimit, switches }: MessagesApiParts): Api {
  async function push(id: string, request: ApiRequest): Promise<Reply> {
    const subscription = browsers.find(id);
    if (!subscription) return problem({ status: 404, message: "There is no such subscription." });
    if (subscription.expired) return problem({ status: 410, message: "The subscription has expired." });
    const refused = await refusedVapid({
      authorizations: request.authorizations,
      audience: origin(),
      applicationServerKey: subscription.applicationServerKey,
      invalidStatus: switches().vapidRefusal,
    });
    if (refused) return problem(refused);
    const headers = rateLimit(switches());
    if (headers) return { ...problem({ status: 429, message: "Too many messages." }), headers };
    const message = parseMessage(request);
    if ("refused" in message) return problem(message.refused);
    const ttl = Math.min(message.value.ttl, longestTtlSeconds);
    const location = `${subscription.endpoint}/${browsers.accept(subscription, message.value)}`;
    return { status: 201, headers: { location, ttl: String(ttl) } };
  }

  return {
    service: "push",
    owns: (path) => path.startsWith("/push/"),
    dialect,
    route(request) {
      const id = /^\/push\/messages\/([^/]+)$/.exec(request.path)?.[1];
      if (id === undefined || request.method !== "POST") return undefined;
      return { operation: "push", requestId: id, numbers: [id], answer: () => push(id, request) };
    },
  };
}
