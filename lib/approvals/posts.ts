import "server-only";

import { readBody } from "../delivery/read-body";
import { isOwnPost } from "../forms/origin";

const LIMITS = { bytes: 8_192, milliseconds: 3_000 };

export const told = (status: number, body: object | null = null): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store" } });

/** The value of a JSON text; null when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of a phone's post, or the answer that refuses it: posts come from our own pages only, and are short. */
export async function readPost(request: Request): Promise<string | Response> {
  if (!(await isOwnPost())) return told(403);
  if (request.headers.get("content-type")?.split(";")[0]?.trim() !== "application/json") return told(415);
  const body = await readBody(request, LIMITS);
  if (body.kind !== "whole") return told(body.kind === "too-large" ? 413 : 400);
  return new TextDecoder().decode(body.bytes);
}
