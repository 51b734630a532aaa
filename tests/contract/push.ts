import { createECDH, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import webPush from "web-push";
import { z } from "zod";
import type { Simulator } from "@/dev/simulator/server";
import { simulator } from "./support";

export type At = Pick<Simulator, "url">;

/** As an application holds them: both in base64url, the public one a whole point. */
export const vapid = webPush.generateVAPIDKeys();
export const strangersVapid = webPush.generateVAPIDKeys();
const contact = "mailto:security@countersign.example";

/** What the application sends. */
export const payload = JSON.stringify({
  id: randomUUID(),
  url: "https://countersign.example/approve?device=1",
});

export const askToSubscribe = ({ url }: At, body: unknown): Promise<Response> =>
  fetch(`${url}/push/subscriptions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const subscription = z.strictObject({
  endpoint: z.url(),
  expirationTime: z.null(),
  keys: z.strictObject({ p256dh: z.string(), auth: z.string() }),
});

export type Subscription = z.output<typeof subscription>;

export async function subscribe(at: At, label = "Pixel"): Promise<Subscription> {
  const answer = await askToSubscribe(at, { applicationServerKey: vapid.publicKey, label });
  return subscription.parse(await answer.json());
}

/** A simulator and one browser that subscribed. */
export async function subscribed() {
  const running = await simulator();
  return { ...running, to: await subscribe(running) };
}

type Change = {
  headers?: Readonly<Record<string, string | null>>;
  body?: Buffer;
  /** In place of the library's own. */
  options?: webPush.RequestOptions;
  /** An empty one is none. */
  payload?: string;
};

/** A message as the real library makes it; null takes a header away. */
export function push(to: Subscription, change: Change = {}): Promise<Response> {
  const vapidDetails = { subject: contact, publicKey: vapid.publicKey, privateKey: vapid.privateKey };
  const details = webPush.generateRequestDetails(to, change.payload ?? payload, {
    vapidDetails,
    TTL: 60,
    ...change.options,
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(details.headers)) headers.set(name, String(value));
  headers.delete("content-length");
  for (const [name, value] of Object.entries(change.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const body = change.body ?? details.body;
  return fetch(details.endpoint, { method: "POST", headers, body: body ? new Uint8Array(body) : null });
}

type Claims = { aud?: string | string[]; exp?: number; sub?: string };

/** A token as RFC 8292 wants it, but for what a test changes; undefined leaves a claim out. */
export async function authorization(to: Subscription, change: Claims = {}, keys = vapid): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { aud: new URL(to.endpoint).origin, exp, sub: contact, ...change };
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(keys.privateKey, "base64url");
  const point = ecdh.getPublicKey();
  const key = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
    d: keys.privateKey,
  };
  const token = await new SignJWT(claims).setProtectedHeader({ typ: "JWT", alg: "ES256" }).sign(key);
  return `vapid t=${token}, k=${keys.publicKey}`;
}

const refusal = z.object({ code: z.number(), error: z.string(), message: z.string() });

/** The status, and why in the service's own words. */
export async function refusedWith(answer: Promise<Response>) {
  const response = await answer;
  const { code, message } = refusal.parse(await response.json());
  return { status: response.status, code, message };
}
