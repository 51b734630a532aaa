import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./invoke";
import type { Journey } from "./routing";

/** What nobody outside may say; Vercel sets it or drops it. */
const reserved = /^(x-vercel-|x-forwarded-|x-real-ip$|x-matched-path$|x-middleware-|x-now-|forwarded$)/;

export function platformHeaders(given: IncomingHttpHeaders, host: string): IncomingHttpHeaders {
  const own = Object.entries(given).filter(([name]) => !reserved.test(name) && name !== "connection");
  return {
    ...Object.fromEntries(own),
    host,
    "x-forwarded-host": host,
    "x-forwarded-proto": "https",
    "x-forwarded-port": "443",
    "x-forwarded-for": "192.0.2.7",
    "x-real-ip": "192.0.2.7",
    "x-vercel-forwarded-for": "192.0.2.7",
    "x-vercel-id": "iad1::iad1::local",
    "x-vercel-ip-country": "GB",
    "x-vercel-ip-city": "Newport%20Pagnell",
  };
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The answer of a function or a file, with what the routes and the middleware added. */
export function answerTo(response: ServerResponse, answer: Answer, journey: Journey): void {
  const headers = new Headers(journey.defaults);
  for (const name of new Set(answer.headers.keys())) headers.delete(name);
  for (const [name, value] of answer.headers) headers.append(name, value);
  for (const [name, value] of journey.overrides) {
    if (name === "set-cookie") headers.append(name, value);
    else headers.set(name, value);
  }
  response.statusCode = journey.status ?? answer.status;
  for (const name of ["transfer-encoding", "connection", "keep-alive", "content-length"])
    headers.delete(name);
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.end(answer.body);
}
