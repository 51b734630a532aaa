import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { listen } from "../../dev/simulator/http/listen";

const patienceMs = 10_000;

/** Takes what is sent by OTLP over HTTP and keeps its bytes: the names and values in them are plain UTF-8. */
export async function startCollector() {
  const taken: Readonly<{ path: string; body: Buffer; authorization: string | undefined }>[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { authorization } = request.headers;
    taken.push({ path: request.url ?? "", body: Buffer.concat(parts), authorization });
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  const url = await listen(server, 0, "127.0.0.1");
  const said = (path = ""): string =>
    taken
      .filter((one) => one.path.startsWith(path))
      .map(({ body }) => body.toString("latin1"))
      .join("\n");

  return {
    url,
    taken,
    /** All that came, or what came for one signal: /v1/traces or /v1/metrics. */
    said,
    /** Waits until it has come. */
    async hears(words: string): Promise<void> {
      for (const until = Date.now() + patienceMs; Date.now() < until; await delay(25))
        if (said().includes(words)) return;
      throw new Error(`The collector did not hear of "${words}" within ${patienceMs / 1000} s`);
    },
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
