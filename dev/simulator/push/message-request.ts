import type { ApiRequest } from "../api/api";
import type { Refusal } from "./problem";

const urgencies = ["very-low", "low", "normal", "high"] as const;
/** The least that RFC 8030 lets a service take, and the most that services do. */
const largestBytes = 4096;

export type Urgency = (typeof urgencies)[number];
export type MessageRequest = { ttl: number; urgency: Urgency; topic: string | null; body: Buffer };

const refused = (status: number, message: string) => ({ refused: { status, message } });

function faultInEncoding({ bytes, header }: ApiRequest): Refusal | undefined {
  const encoding = header("content-encoding");
  if (encoding === "aes128gcm") return undefined;
  if (encoding !== undefined) return { status: 415, message: "Content-Encoding is not aes128gcm." };
  // A message without a body only wakes the browser.
  return bytes.length === 0 ? undefined : { status: 400, message: "There is no Content-Encoding." };
}

export function parseMessage(request: ApiRequest): { value: MessageRequest } | { refused: Refusal } {
  const { bytes, header } = request;
  const ttl = header("ttl");
  if (ttl === undefined) return refused(400, "There is no TTL.");
  if (!/^\d{1,10}$/.test(ttl)) return refused(400, "TTL is no number of seconds.");
  const given = header("urgency") ?? "normal";
  const urgency = urgencies.find((one) => one === given);
  if (urgency === undefined) return refused(400, `Urgency is none of ${urgencies.join(", ")}.`);
  const topic = header("topic") ?? null;
  if (topic !== null && !/^[\w-]{1,32}$/.test(topic)) {
    return refused(400, "Topic is not at most 32 characters of base64url.");
  }
  const encoding = faultInEncoding(request);
  if (encoding) return { refused: encoding };
  if (bytes.length > largestBytes) return refused(413, `The body is larger than ${largestBytes} bytes.`);
  return { value: { ttl: Number(ttl), urgency, topic, body: bytes } };
}
