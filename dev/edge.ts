import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface Edge {
  port: number;
  close(): Promise<void>;
}

const hopByHop = /^(connection|keep-alive)$/i;

/** Names and values in turn, as they came, without what is between two neighbours only. */
const passedOn = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, index) => !hopByHop.test(rawHeaders[index - (index % 2)] ?? ""));

/** An instance that refuses the connection is passed over; whatever was sent once is sent to nobody else. */
function pass(incoming: IncomingMessage, outgoing: ServerResponse, ports: readonly number[]): void {
  const [port, ...others] = ports;
  const { method, url: path } = incoming;
  // A connection of its own for each request: a kept one may be closed by the other side at the moment it is used.
  const headers = [...passedOn(incoming.rawHeaders), "Connection", "close"];
  const onward = request({ host: "localhost", port, agent: false, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.rawHeaders)).flushHeaders();
    answer.on("error", () => outgoing.destroy()).pipe(outgoing);
  });
  onward.on("socket", (socket) => socket.once("connect", () => incoming.pipe(onward)));
  onward.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNREFUSED" && others.length > 0) pass(incoming, outgoing, others);
    else if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  outgoing.on("close", () => onward.destroy());
}

/**
 * Passes each request on to the next of the instances, as it came, its `Host` included: what one of them keeps to itself
 * is missing at the next step of every journey. Port 0 is any that is free.
 */
export async function startEdge(port: number, instances: readonly number[]): Promise<Edge> {
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    const turn = requests % instances.length;
    requests += 1;
    try {
      pass(incoming, outgoing, [...instances.slice(turn), ...instances.slice(0, turn)]);
    } catch {
      // What our client refuses to send, such as a path with bare bytes beyond ASCII.
      outgoing.writeHead(400).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "localhost", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The edge has no port.");
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
