import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { Vonage } from "@vonage/server-sdk";
import { Channels, type VoiceWorkflow } from "@vonage/verify2";
import { VetchError } from "@vonage/vetch";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { listen } from "@/dev/simulator/http/listen";
import { type Simulator, type SimulatorOptions, startSimulator } from "@/dev/simulator/server";

export const applicationId = "4f1c9f0e-6d0b-4c53-9f43-1d3b6f0a7c21";
export const apiKey = "a1b2c3d4";
export const apiSecret = "an-api-secret";
export const signatureSecret = "a-signature-secret-of-forty-characters--";
export const number = "447700900123";
export const telnyxApiKey = "KEY0189ABCDEF";
export const mailUser = "countersign";
export const mailPassword = "a/mail+password=";

function newKeys() {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

const telnyxKeys = generateKeyPairSync("ed25519");
export const signingKey = telnyxKeys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

const keys = newKeys();
export const { privateKey, publicKey } = keys;
export const strangersKey = () => newKeys().privateKey;

/** A simulator with frozen time, closed when the test ends. */
export async function simulator(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const started = Date.now();
  const running = await startSimulator({
    port: 0,
    vonage: { applicationId, publicKey: keys.publicKey, apiKey, apiSecret, signatureSecret },
    telnyx: { apiKey: telnyxApiKey, signingKey },
    mail: { user: mailUser, password: mailPassword },
    clock: { now: () => started },
    ...options,
  });
  onTestFinished(() => running.close());
  return running;
}

type ClientOptions = {
  timeout?: number;
  privateKey?: string;
  applicationId?: string;
  jwtOptions?: { issued_at?: number; ttl?: number };
};

/** The real SDK, pointed at the simulator. */
export function sdk({ url }: { url: string }, { timeout, ...credentials }: ClientOptions = {}) {
  return new Vonage(
    { applicationId, privateKey: keys.privateKey, ...credentials },
    { apiHost: url, ...(timeout === undefined ? {} : { timeout }) },
  );
}

export const client = (at: { url: string }, options: ClientOptions = {}) => sdk(at, options).verify2;

type Verify = ReturnType<typeof client>;
type StartParameters = Parameters<Verify["newRequest"]>[0];

/** One text, six digits, two minutes; a test names only what it is about. */
export function sms(change: Partial<StartParameters> = {}): StartParameters {
  return {
    brand: "Countersign",
    codeLength: 6,
    channelTimeout: 120,
    workflow: [{ channel: Channels.SMS, to: number }],
    ...change,
  };
}

/** A text, then a call. */
export function smsThenVoice(reuseCode = false): StartParameters {
  // The SDK types `reuseCode` on RCS only; the API knows it on every channel that carries a code.
  const call: VoiceWorkflow & { reuseCode: boolean } = { channel: Channels.VOICE, to: number, reuseCode };
  return sms({ workflow: [{ channel: Channels.SMS, to: number }, call] });
}

const problem = z.looseObject({
  title: z.string(),
  type: z.url(),
  detail: z.string(),
  instance: z.string(),
  request_id: z.string().optional(),
  invalid_parameters: z.array(z.object({ name: z.string(), reason: z.string() })).optional(),
});

/** What the API refused with; fails when the call went through or broke off without an answer. */
export async function refusal(call: Promise<unknown>) {
  const error = await failure(call);
  if (!(error instanceof VetchError) || !error.response) {
    throw new Error("The call broke off without an answer.", { cause: error });
  }
  const { headers, status } = error.response;
  const body = problem.parse(await error.response.json());
  return { status, title: body.title, fragment: body.type.split("#").at(-1), body, headers };
}

export async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error("The call went through.");
}

export type Received = {
  body: string;
  authorization: string | undefined;
  headers: IncomingHttpHeaders;
};

/** A callback address that answers with `statuses` in turn and then 204. */
export async function callbackReceiver(statuses: number[] = []) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push({
      body: Buffer.concat(chunks).toString("utf8"),
      authorization: request.headers.authorization,
      headers: request.headers,
    });
    response.writeHead(statuses.shift() ?? 204).end();
  });
  const url = await listen(server, 0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `${url}/callback`, received };
}

/** A code of the same length that is certainly not the given one. */
export function wrong(code: string | undefined): string {
  return Array.from(code ?? "000000", (digit) => (digit === "1" ? "2" : "1")).join("");
}
