import type { IncomingMessage, ServerResponse } from "node:http";
import { handsetFile } from "../handset/files";
import { isLoopback, readBody, send } from "../http/exchange";
import { json } from "../http/reply";
import type { Control } from "./control";
import type { EventStream } from "./event-stream";
import { answerControl } from "./routes";

/** The handset and the control API, for this machine only. */
export function createOwnPages(control: Control, stream: EventStream) {
  return async (request: IncomingMessage, response: ServerResponse, address: URL): Promise<void> => {
    const foreign = request.headers["sec-fetch-site"] === "cross-site" && request.method !== "GET";
    if (foreign || !isLoopback(request.socket.remoteAddress)) {
      return send(response, json(403, { error: "Only this machine may ask." }));
    }
    if (address.pathname === "/_simulator/events") return stream.open(response);
    const path = /^\/_simulator(\/.*|)$/.exec(address.pathname)?.[1];
    if (path === undefined) {
      return send(response, (await handsetFile(address.pathname)) ?? json(404, { error: "Not found." }));
    }
    const body = (await readBody(request)) ?? "";
    const method = request.method ?? "GET";
    send(response, await answerControl(control, { method, path, query: address.searchParams, body }));
  };
}
