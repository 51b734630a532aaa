import type { Api, ApiRequest } from "../api/api";
import { json, type Reply } from "../http/reply";
import type { World } from "../world";
import type { Browsers } from "./browsers";
import { problem } from "./problem";
import { createSubscription, parseWish, wireSubscription } from "./subscription";

export type SubscriptionsApiParts = Pick<World, "origin" | "timeline"> & { browsers: Browsers };

const root = "/push/subscriptions";

/** The page that asks is the application's and hence of another origin. */
const readable = { "access-control-allow-origin": "*" };
const open = (reply: Reply): Reply => ({ ...reply, headers: { ...readable, ...reply.headers } });

const preflight: Reply = {
  status: 204,
  headers: {
    ...readable,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
  },
};

const dialect: Api["dialect"] = {
  notFound: () => open(problem({ status: 404, message: "There is nothing at this address." })),
  tooLarge: () => open(problem({ status: 413, message: "The body is too large." })),
  failure: (status, override) =>
    open(problem({ status, message: "The subscription could not be made." }, override)),
  malformed: '{"endpoint":"http',
};

/** In place of `PushManager.subscribe()`, which reaches a browser's own service and no other. */
export function createSubscriptionsApi({ browsers, origin, timeline }: SubscriptionsApiParts): Api {
  function subscribe({ body }: ApiRequest): Reply {
    const wish = parseWish(body);
    if ("message" in wish) return open(problem({ status: 400, message: wish.message }));
    const at = new Date(timeline.now()).toISOString();
    const subscription = createSubscription({ ...wish.value, origin: origin(), at });
    browsers.add(subscription);
    return open(json(201, wireSubscription(subscription)));
  }

  return {
    service: "push",
    owns: (path) => path === root,
    dialect,
    route(request) {
      if (request.method === "OPTIONS") return { operation: "other", numbers: [], answer: () => preflight };
      if (request.method !== "POST") return undefined;
      return { operation: "subscribe", numbers: [], answer: () => subscribe(request) };
    },
  };
}
