import { type IncomingHttpHeaders, request as send } from "node:http";
import type { Instances, Timing } from "./instances";
import type { Journey } from "./routing";
import { type StagedFunction, titleOf } from "./stage";

export interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

interface Exchange {
  port: number;
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One HTTP request with every header as given, `host` and the like included. */
export function exchange({ port, method, path, headers, body }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = send({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", reject);
      response.on("end", () => {
        const received = new Headers();
        for (const [name, values] of Object.entries(response.headersDistinct))
          for (const value of values ?? []) received.append(name, value);
        resolve({ status: response.statusCode ?? 500, headers: received, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** `url` is the path and query that the function sees. */
export type Invoke = (staged: StagedFunction, journey: Journey, url: string, body: Buffer) => Promise<Answer>;

/** Calls functions; notes how long each took from nothing to its first answer. */
export function createInvoker(instances: Instances, coldStarts: Timing[]): Invoke {
  const seen = new Set<StagedFunction>();
  return async (staged, journey, url, body) => {
    const from = performance.now();
    const { port } = await instances.of(staged);
    const headers = { ...journey.headers, "content-length": String(body.length) };
    const answer = await exchange({ port, method: journey.method, path: url, headers, body });
    if (!seen.has(staged)) coldStarts.push({ name: titleOf(staged), milliseconds: performance.now() - from });
    seen.add(staged);
    return answer;
  };
}

const control = /^x-middleware-/;

/** Takes over what the middleware decided; gives its answer when that is the final one. */
export function applyMiddleware(answer: Answer, journey: Journey): Answer | undefined {
  if (answer.headers.has("x-middleware-rewrite")) throw new Error("Rewrites by middleware are not followed.");
  if (answer.headers.get("x-middleware-next") !== "1") return answer;
  const kept = answer.headers.get("x-middleware-override-headers");
  if (kept !== null) {
    const names = kept.split(",").map((name) => name.trim());
    journey.headers = Object.fromEntries(
      names.map((name) => [name, answer.headers.get(`x-middleware-request-${name}`) ?? ""]),
    );
  }
  for (const [name, value] of answer.headers) if (!control.test(name)) journey.overrides.append(name, value);
  return undefined;
}
