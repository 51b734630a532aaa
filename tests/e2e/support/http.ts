import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";

export type Answer = Readonly<{
  status: number;
  headers: IncomingHttpHeaders;
  /** The `Set-Cookie` lines. */
  setCookies: readonly string[];
  body: string;
  milliseconds: number;
}>;

export type Ask = Readonly<{
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}>;

const patienceMs = 30_000;

/**
 * One request, exactly as given: any header (Host, Origin, Cookie …), any path that a request line can hold, no
 * redirect followed. A server that answers and closes before it has read everything has answered.
 */
export function ask(baseUrl: string, path: string, { method = "GET", headers, body }: Ask = {}) {
  const { hostname, port } = new URL(baseUrl);
  const from = performance.now();
  return new Promise<Answer>((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const options = { hostname, port, path, method, headers: { ...length, ...headers }, agent: false };
    const outgoing = request(options, (response) => {
      const chunks: Buffer[] = [];
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          setCookies: response.headers["set-cookie"] ?? [],
          body: Buffer.concat(chunks).toString(),
          milliseconds: performance.now() - from,
        });
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", finish);
      response.on("error", finish);
    });
    outgoing.setTimeout(patienceMs, () => outgoing.destroy(new Error(`${method} ${path}: no answer`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
