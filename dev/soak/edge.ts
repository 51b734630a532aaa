import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

export interface Edge {
  port: number;
  close(): Promise<void>;
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** "refused": nothing was sent, so another instance may be asked. */
type Outcome = "answered" | "refused" | "broken";

function forward(incoming: IncomingMessage, body: Buffer, port: number, outgoing: ServerResponse) {
  return new Promise<Outcome>((resolve) => {
    const { method, url: path, headers } = incoming;
    const asked = request({ host: "localhost", port, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
      outgoing.on("close", () => resolve("answered"));
    });
    asked.on("error", (error: NodeJS.ErrnoException) => {
      if (outgoing.headersSent) outgoing.destroy();
      resolve(error.code === "ECONNREFUSED" ? "refused" : "broken");
    });
    asked.end(body);
  });
}

/**
 * Sends every request to the next instance in turn, as a load balancer without sticky sessions does. An instance that
 * refuses the connection is passed over; whatever was sent once is sent to nobody else.
 */
export async function openEdge(ports: readonly number[]): Promise<Edge> {
  let turn = 0;
  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    turn += 1;
    for (let tries = 0; tries < ports.length; tries += 1) {
      const port = ports[(turn + tries) % ports.length] ?? 0;
      const outcome = await forward(incoming, body, port, outgoing);
      if (outcome === "answered") return;
      if (outcome === "broken") break;
    }
    if (!outgoing.headersSent) outgoing.writeHead(502);
    outgoing.end();
  }
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
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
