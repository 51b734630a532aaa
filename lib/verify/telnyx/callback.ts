import "server-only";

import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import { readJson } from "../callback-text";
import type { Callback, CallbackOutcome } from "../provider";
import { eventsOf } from "./events";
import type { TelnyxSettings } from "./settings";

/** 64 bytes in base64. */
const signature = /^[A-Za-z0-9+/]{86}==$/;
const seconds = /^\d{1,12}$/;

const delivery = z.object({ data: z.object({ id: z.string().regex(/^[\w-]{1,100}$/) }) });

const refused = (reason: string): CallbackOutcome => ({ kind: "refused", reason });

/** The portal shows the bare 32 bytes. */
const keyOf = (publicKey: string): KeyObject =>
  createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey, "base64").toString("base64url") },
    format: "jwk",
  });

/** Ed25519 over `timestamp|body`, over the very bytes that came: JSON written anew has another signature. */
function isSigned(publicKey: string, timestamp: string, body: Uint8Array, given: string): boolean {
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
  return verify(null, signed, keyOf(publicKey), Buffer.from(given, "base64"));
}

export function readCallback(
  { header, body }: Callback,
  { publicKeys }: Pick<TelnyxSettings, "publicKeys">,
): CallbackOutcome {
  if (publicKeys === null) return refused("not-configured");
  const given = header("telnyx-signature-ed25519") ?? "";
  const timestamp = header("telnyx-timestamp") ?? "";
  if (given === "" || timestamp === "") return refused("unsigned");
  if (!signature.test(given) || !seconds.test(timestamp)) return refused("signature");
  if (!publicKeys.some((key) => isSigned(key, timestamp, body, given))) return refused("signature");
  const json = readJson(body);
  // Every try of one delivery has the same id; what has none is known by its signature.
  const deliveryId = delivery.safeParse(json).data?.data.id ?? given;
  return { kind: "authentic", deliveryId, signedAt: Number(timestamp) * 1000, events: eventsOf(json) };
}
