import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface Edge {
  close(): Promise<void>;
}

const hopByHop = /^(connection|keep-alive)$/i;

/** Names and values in turn, as they came, without what is between two neighbours only. */
const passedOn = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, index) => !hopByHop.test(rawHeaders[index - (index % 2)] ?? ""));

function pass(incoming: IncomingMessage, outgoing: ServerResponse, port: number): void {
  const { method, url: path } = incoming;
  // A connection of its own for each request: a kept one may be closed by the other side at the moment it is used.
  const headers = [...passedOn(incoming.rawHeaders), "Connection", "close"];
  const onward = request({ host: "localhost", port, agent: false, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.rawHeaders)).flushHeaders();
    answer.on("error", () => outgoing.destroy()).pipe(outgoing);
  });
  onward.on("error", () => (outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(502).end()));
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}

/**
 * Passes each request on to the next of the ports, as it came, its `Host` included: what one instance keeps to itself
 * is missing at the next step of every journey.
 */
export async function startEdge(port: number, instances: readonly number[]): Promise<Edge> {
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    const next = instances[requests % instances.length] ?? port;
    requests += 1;
    try {
      pass(incoming, outgoing, next);
    } catch {
      // What our client refuses to send, such as a path with bare bytes beyond ASCII.
      outgoing.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
