import type { Server } from "node:net";

/** Resolves with the address to call; rejects when the port is taken. */
export async function listen(server: Server, port: number, host: string, scheme = "http"): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const open = host === "0.0.0.0" || host === "::";
  return `${scheme}://${open ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host}:${address.port}`;
}
