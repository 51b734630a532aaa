import "server-only";

import { createHmac } from "node:crypto";
import { type Purpose, purposeKey, sameText } from "./crypto";
import { env } from "./env";

const paths = {
  "not-me": "/not-me",
  "undo-number": "/undo-number",
  "confirm-email": "/confirm-email",
  reset: "/reset/link",
  recovery: "/recover/link",
} as const satisfies Partial<Record<Purpose, string>>;

export type LinkPurpose = keyof typeof paths;

const MAC_BYTES = 16;

/** 128 bits, as the id is not secret: guessing one is guessing this. */
const macOf = (purpose: LinkPurpose, id: Buffer, secret: string): string =>
  createHmac("sha256", purposeKey(purpose, secret))
    .update(id)
    .digest()
    .subarray(0, MAC_BYTES)
    .toString("base64url");

/**
 * What a link in a message carries: the id of its row and a keyed hash over it, 44 characters. It is made when the
 * message is sent, so that no row holds what opens it; the row decides how often and how long it is good.
 */
export function linkToken(purpose: LinkPurpose, id: string): string {
  const bytes = Buffer.from(id.replaceAll("-", ""), "hex");
  return bytes.toString("base64url") + macOf(purpose, bytes, env().authSecrets[0]);
}

/** The id (a UUID) that a link names, or null when we have not made it for this purpose. */
export function readLink(purpose: LinkPurpose, token: unknown): string | null {
  if (typeof token !== "string" || !/^[\w-]{44}$/.test(token)) return null;
  const bytes = Buffer.from(token.slice(0, 22), "base64url");
  const given = token.slice(22);
  if (!env().authSecrets.some((secret) => sameText(macOf(purpose, bytes, secret), given))) return null;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const linkUrl = (purpose: LinkPurpose, id: string): string =>
  new URL(`${paths[purpose]}?link=${linkToken(purpose, id)}`, env().appUrl).href;
