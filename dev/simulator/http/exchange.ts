import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "./reply";

const largestBodyBytes = 64 * 1024;

/** The whole body, or undefined when it is larger than any caller's could be. */
export async function readBytes(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > largestBodyBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

export const readBody = async (request: IncomingMessage): Promise<string | undefined> =>
  (await readBytes(request))?.toString("utf8");

/** The parsed value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed) return;
  const headers: Record<string, string> = { "cache-control": "no-store", ...reply.headers };
  if (reply.contentType !== undefined) headers["content-type"] = reply.contentType;
  if (reply.status !== 204) headers["content-length"] = String(Buffer.byteLength(reply.body ?? ""));
  response.writeHead(reply.status, headers);
  response.end(reply.body);
}

/** Cuts the connection with a TCP reset, so that the client sees ECONNRESET and not a tidy end. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}
