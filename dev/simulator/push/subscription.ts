import { createECDH, randomBytes } from "node:crypto";
import { z } from "zod";
import { parseJson } from "../http/exchange";
import type { ReceiverKeys } from "./decrypt";
import { pointFrom } from "./point";

/** A browser that may be woken. `at` is ISO 8601 in simulated time. */
export type Subscription = {
  id: string;
  endpoint: string;
  label: string;
  /** An uncompressed P-256 point: whoever holds its private key may push. */
  applicationServerKey: Buffer;
  keys: ReceiverKeys;
  at: string;
  expired: boolean;
};

const wish = z.strictObject({
  applicationServerKey: z.string().transform((text, context) => {
    const point = pointFrom(text);
    if (point) return point;
    context.addIssue("must be an uncompressed P-256 point of 65 bytes in base64url without padding");
    return z.NEVER;
  }),
  label: z.string().max(80).default(""),
});

type Wish = z.output<typeof wish>;

export function parseWish(body: string): { value: Wish } | { message: string } {
  const parsed = wish.safeParse(parseJson(body));
  if (parsed.success) return { value: parsed.data };
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return { message: issues.join("; ") };
}

/** Anew for each, so that no two subscriptions can be told to be one browser's. */
export function createSubscription(given: Wish & { origin: string; at: string }): Subscription {
  const { applicationServerKey, at, label, origin } = given;
  const id = randomBytes(16).toString("hex");
  const ecdh = createECDH("prime256v1");
  const publicKey = ecdh.generateKeys();
  const keys = { privateKey: ecdh.getPrivateKey(), publicKey, auth: randomBytes(16) };
  const endpoint = `${origin}/push/messages/${id}`;
  return { id, endpoint, label: label.trim(), applicationServerKey, keys, at, expired: false };
}

/** The form of `PushSubscription.toJSON()` in a browser. */
export const wireSubscription = ({ endpoint, keys }: Subscription) => ({
  endpoint,
  expirationTime: null,
  keys: { p256dh: keys.publicKey.toString("base64url"), auth: keys.auth.toString("base64url") },
});
