import { SpanStatusCode } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { expect, test } from "vitest";
import { cleanSpan } from "@/lib/telemetry/clean";

const SECRET = "s3cr3t-link-token";

const kept = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(kept)] });

/** A span as its library leaves it, and what may be seen of it elsewhere. */
function cleaned(scope: string, name: string, attributes: Record<string, string | number>, error?: Error) {
  kept.reset();
  const span = provider.getTracer(scope).startSpan(name, { attributes });
  if (error) span.setStatus({ code: SpanStatusCode.ERROR, message: error.message }).recordException(error);
  span.end();
  const [made] = kept.getFinishedSpans();
  if (!made) throw new Error("No span");
  const { name: named, attributes: left, events, status } = cleanSpan(made);
  return { name: named, attributes: left, events, status };
}

test("The address of a request leaves as its route, without what was in its query", () => {
  const seen = cleaned("next.js", "GET /reset/link", {
    "next.span_type": "BaseServer.handleRequest",
    "next.span_name": `GET /reset/link?link=${SECRET}`,
    "http.method": "GET",
    "http.route": "/reset/link",
    "http.target": `/reset/link?link=${SECRET}`,
    "http.status_code": 200,
  });
  expect(seen.name).toBe("GET /reset/link");
  expect(seen.attributes).toEqual({
    "next.span_type": "BaseServer.handleRequest",
    "http.method": "GET",
    "http.route": "/reset/link",
    "http.status_code": 200,
  });
});

test("Of what we ask others for only their host leaves: the addresses of push services and webhooks are secrets", () => {
  const seen = cleaned("next.js", `fetch POST https://push.example.org/${SECRET}`, {
    "next.span_type": "AppRender.fetch",
    "next.span_name": `fetch POST https://push.example.org/${SECRET}`,
    "http.url": `https://push.example.org/${SECRET}`,
    "http.method": "POST",
    "net.peer.name": "push.example.org",
  });
  expect(seen.name).toBe("AppRender.fetch POST push.example.org");
  expect(JSON.stringify(seen)).not.toContain(SECRET);
});

test("Of an error its name leaves, never its words: those of a failed statement are its values", () => {
  const seen = cleaned("next.js", "GET", { "http.method": "GET" }, new RangeError(`params: ${SECRET}`));
  expect(seen.status).toEqual({ code: SpanStatusCode.ERROR });
  expect(seen.events).toEqual([]);
  expect(seen.attributes["error.type"]).toBe("RangeError");
  expect(JSON.stringify(seen)).not.toContain(SECRET);
});

test("Attributes that nobody has allowed stay here, and so do values that are not words", () => {
  const seen = cleaned("other", "work", {
    "http.request.header.cookie": SECRET,
    "enduser.id": SECRET,
    "countersign.outcome": "sent",
    "next.route": `/x?link=${SECRET}`,
    "countersign.country": "GB\nforged",
  });
  expect(seen.attributes).toEqual({ "countersign.outcome": "sent" });
});
