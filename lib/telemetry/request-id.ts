import "server-only";

import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

/** On globalThis: what Next bundles for its start and for pages are two copies of this module. */
const kept = globalThis as typeof globalThis & { countersignRequests?: AsyncLocalStorage<string> };

type Arrival = Readonly<{ request: IncomingMessage; response: ServerResponse }>;

const wellFormed = /^[\w.:-]{8,200}$/;

/** The trusted proxy's id where there is one that can stand in a log, otherwise one of ours (122 random bits). */
export function idOf(request: Pick<IncomingMessage, "headers">, header: string | null): string {
  const given = header === null ? undefined : request.headers[header];
  return typeof given === "string" && wellFormed.test(given) ? given : randomUUID();
}

/**
 * Names every request that this process answers from now on: pages, actions, handlers, the proxy, and what `after()`
 * does for them. Node tells of a request before anybody handles it, and whatever is begun from there on belongs to it.
 * The answer carries the name too. `header`: where a proxy that is trusted puts its own; null: nobody is.
 */
export function nameRequests(header: string | null): void {
  if (kept.countersignRequests) return;
  const requests = new AsyncLocalStorage<string>();
  kept.countersignRequests = requests;
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as Arrival;
    const id = idOf(request, header);
    response.setHeader("x-request-id", id);
    requests.enterWith(id);
  });
}

/** Of the request that is being answered; undefined where none is. */
export const requestId = (): string | undefined => kept.countersignRequests?.getStore();
