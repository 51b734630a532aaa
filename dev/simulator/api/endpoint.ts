import type { IncomingMessage, ServerResponse } from "node:http";
import { readBytes, reset, send } from "../http/exchange";
import type { Reply } from "../http/reply";
import type { Timeline } from "../timeline";
import type { Api, ApiRequest } from "./api";
import type { ApiCall } from "./calls";
import type { Impairments } from "./impairments";

export type EndpointParts = {
  timeline: Timeline;
  impairments: Impairments;
  record: (call: ApiCall) => void;
  /** Resolves when the callbacks that must come before the answer were posted. */
  beforeAnswer: () => Promise<void>;
};

function requestOf(
  { method = "GET", headersDistinct }: IncomingMessage,
  address: URL,
  bytes: Buffer,
): ApiRequest {
  return {
    method,
    path: address.pathname,
    query: address.searchParams,
    body: bytes.toString("utf8"),
    bytes,
    contentType: headersDistinct["content-type"]?.[0] ?? "",
    authorizations: headersDistinct.authorization ?? [],
    header: (name) => headersDistinct[name]?.join(", "),
  };
}

/** What every simulated API does with a request: note it, let faults strike, answer. */
export function createEndpoint({ timeline, impairments, record, beforeAnswer }: EndpointParts) {
  return async (
    api: Api,
    request: IncomingMessage,
    response: ServerResponse,
    address: URL,
  ): Promise<void> => {
    timeline.settle();
    const call: ApiCall = {
      at: new Date(timeline.now()).toISOString(),
      service: api.service,
      method: request.method ?? "GET",
      path: address.pathname,
      operation: "other",
      status: null,
    };
    record(call);
    const answer = (reply: Reply) => {
      call.status = reply.status;
      send(response, reply);
    };
    const bytes = await readBytes(request);
    if (bytes === undefined) return answer(api.dialect.tooLarge());
    const route = api.route(requestOf(request, address, bytes));
    if (!route) return answer(api.dialect.notFound());
    call.operation = route.operation;
    if (route.requestId !== undefined) call.requestId = route.requestId;
    if (route.numbers[0] !== undefined) call.number = route.numbers[0];
    const reply = await impairments(route, api.dialect, async () => {
      const handled = await route.answer();
      await beforeAnswer();
      return handled;
    });
    if (reply === "reset") reset(response);
    else if (reply !== "hang") answer(reply);
  };
}
