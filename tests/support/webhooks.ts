import { createServer } from "node:http";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import { POST } from "@/app/api/webhooks/[provider]/route";
import type { Providers } from "@/lib/verify/provider";
import { verifyProviders } from "@/lib/verify/registry";
import { listen } from "../../dev/simulator/http/listen";
import { type Account, telnyxHeaders, vonageHeaders } from "./callbacks";
import { testDatabase } from "./database";
import { loginAwaitingPin, newPerson, type Person } from "./people";
import { testSimulator } from "./simulator";

const { secrets } = await testSimulator();

/** Those of the simulator that this application listens to. */
export const ours: Account = {
  apiKey: secrets.vonageApiKey,
  applicationId: secrets.applicationId,
  signatureSecret: secrets.vonageSignatureSecret,
};

/** The simulator's, which this application knows the public half of. */
export const telnyxKey = secrets.telnyxSigningKey;

/** `half` is Node's name for a body that is still being written while the answer is awaited. */
type Given = Omit<RequestInit, "headers"> & Readonly<{ headers?: Record<string, string>; duplex?: "half" }>;

/** Calls the handler as Next does. */
export function call(provider: string, given: Given): Promise<Response> {
  const headers = { "content-type": "application/json", ...given.headers };
  const request = new Request(`http://localhost:3000/api/webhooks/${provider}`, {
    method: "POST",
    ...given,
    headers,
  });
  return POST(request, { params: Promise.resolve({ provider }) });
}

/** A callback that Vonage signed; its status. */
export async function vonageTells(content: object, claims: Record<string, unknown> = {}): Promise<number> {
  const body = JSON.stringify(content);
  return (await call("vonage", { body, headers: await vonageHeaders(body, claims, ours) })).status;
}

/** A callback that Telnyx signed; its status. */
export async function telnyxTells(content: object): Promise<number> {
  const body = JSON.stringify(content);
  return (await call("telnyx", { body, headers: telnyxHeaders(body, undefined, telnyxKey) })).status;
}

/** Lets the simulator's own callbacks come over the network; gives the status of each that was answered. */
export async function openToSimulator(): Promise<number[]> {
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const provider = request.url?.split("/").at(-1) ?? "";
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const body = Readable.toWeb(request) as ReadableStream<Uint8Array>;
    const { status } = await call(provider, { headers, body, duplex: "half" });
    statuses.push(status);
    response.writeHead(status).end();
  });
  const url = await listen(server, 0, "127.0.0.1");
  const { control } = await testSimulator();
  control.setCallbackUrls({ vonage: `${url}/vonage`, telnyx: `${url}/telnyx` });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return statuses;
}

type Row = Readonly<{
  id: string;
  state: string;
  step: number;
  provider: string;
  provider_request_id: string | null;
}>;

/** The newest challenge, as the database has it. */
export async function newestChallenge(): Promise<Row> {
  const { sql } = await testDatabase();
  const [row] = await sql<Row[]>`
    select id, state, step::int, provider, provider_request_id from challenges order by created_at desc limit 1`;
  if (!row) throw new Error("No challenge");
  return row;
}

/** Somebody new whose password has passed. */
export async function login(
  providers: Providers = verifyProviders(),
): Promise<{ person: Person; handle: string }> {
  const person = await newPerson();
  return { person, handle: await loginAwaitingPin(person, providers) };
}
