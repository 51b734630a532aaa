import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTcpServer, type Socket } from "node:net";
import { Readable } from "node:stream";
import { NextRequest } from "next/server";
import { afterAll } from "vitest";
import { GET as doctor } from "@/app/api/doctor/route";
import { GET as health } from "@/app/api/health/route";
import { POST as webhook } from "@/app/api/webhooks/[provider]/route";
import { listen } from "../../dev/simulator/http/listen";
import nextConfig from "../../next.config";
import { proxy } from "../../proxy";

const pairs = ({ headers }: IncomingMessage): [string, string][] =>
  Object.entries(headers).map(([name, value]) => [name, String(value)]);

/** The headers that the configuration and the proxy give every page. */
async function pageHeaders(url: string): Promise<Record<string, string>> {
  const sets = (await nextConfig.headers?.()) ?? [];
  const { headers } = proxy(new NextRequest(url));
  const policy = headers.get("content-security-policy") ?? "";
  const always = sets.flatMap((set) => set.headers.map(({ key, value }): [string, string] => [key, value]));
  return { ...Object.fromEntries(always), "content-security-policy": policy };
}

async function answer(request: IncomingMessage): Promise<Response> {
  const url = new URL(request.url ?? "/", "http://localhost:3000").href;
  const [, api, ...path] = new URL(url).pathname.split("/");
  const headers = Object.fromEntries(pairs(request));
  if (api === "login") return new Response("A page", { headers: await pageHeaders(url) });
  switch (path[0]) {
    case "health":
      return health(new Request(url, { headers }));
    case "doctor":
      return doctor(new Request(url, { headers }));
    case "webhooks": {
      const body = Readable.toWeb(request) as ReadableStream<Uint8Array>;
      const given: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
      return webhook(new Request(url, given), { params: Promise.resolve({ provider: path[1] ?? "" }) });
    }
    default:
      return new Response(null, { status: 404 });
  }
}

/** What the doctor looks at of a deployment, over the network and with the application's own handlers; its address. */
export async function openDeployment(): Promise<string> {
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await answer(request);
    response.writeHead(status, Object.fromEntries(headers));
    response.end(body ? Buffer.from(await new Response(body).arrayBuffer()) : undefined);
  });
  const url = await listen(server, 0, "127.0.0.1");
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

/** Takes connections and says nothing; its port. */
export async function silentServer(): Promise<number> {
  const open = new Set<Socket>();
  const server = createTcpServer((socket) => {
    open.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return address.port;
}
