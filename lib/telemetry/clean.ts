import "server-only";

import { type Attributes, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/**
 * What may leave with a span. Next puts whole addresses into its spans (links in mails have their secret there, push
 * services and webhooks are one), and what an error says, which with a failed statement are its values.
 */
const allowed = new Set([
  "db.system.name",
  "db.operation.name",
  "db.collection.name",
  "db.query.summary",
  "error.type",
  "http.method",
  "http.route",
  "http.status_code",
  "net.peer.name",
  "next.page",
  "next.route",
  "next.rsc",
  "next.segment",
  "next.span_type",
]);

/** Names of ours and of files, in which nothing was filled in. */
const plain = /^[\w ./()[\]@:-]{1,120}$/;

const mayLeave = (name: string, value: unknown): boolean =>
  (allowed.has(name) || name.startsWith("countersign.")) && (typeof value !== "string" || plain.test(value));

const cleanAttributes = (given: Attributes): Attributes =>
  Object.fromEntries(Object.entries(given).filter(([name, value]) => mayLeave(name, value)));

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Of Next's own names some hold an address: what they were for is told by their type, method and route. */
function nameOf({ name, instrumentationScope }: ReadableSpan, attributes: Attributes): string {
  if (instrumentationScope.name !== "next.js") return name;
  const type = textOf(attributes["next.span_type"]);
  const method = textOf(attributes["http.method"]);
  const at = textOf(attributes["http.route"]) || textOf(attributes["net.peer.name"]);
  return [type === "BaseServer.handleRequest" ? "" : type, method, at].filter(Boolean).join(" ") || "span";
}

/** The span as it may be seen elsewhere. */
export function cleanSpan(span: ReadableSpan): ReadableSpan {
  const attributes = cleanAttributes(span.attributes);
  const { code } = span.status;
  const error = span.events.map((event) => textOf(event.attributes?.["exception.type"])).find(Boolean);
  if (code === SpanStatusCode.ERROR && error && plain.test(error)) attributes["error.type"] ??= error;
  return {
    name: nameOf(span, attributes),
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: { code },
    attributes,
    links: span.links.map(({ context }) => ({ context })),
    events: [],
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
