import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Control, createControl } from "./control/control";
import { createEventStream } from "./control/event-stream";
import { answerControl } from "./control/routes";
import { createSnapshot } from "./control/snapshot";
import { createFaults } from "./faults";
import { handsetFile } from "./handset/files";
import { isLoopback, readBody, send } from "./http/exchange";
import { listen } from "./http/listen";
import { json } from "./http/reply";
import { createOutbox } from "./outbox";
import { defaultSwitches } from "./switches";
import { type Clock, createTimeline } from "./timeline";
import { createVerifyApi } from "./vonage/verify-v2/api";
import { type CallbackSigner, createCallbacks } from "./vonage/verify-v2/callbacks";
import type { ApiCall } from "./vonage/verify-v2/calls";
import { createImpairments } from "./vonage/verify-v2/impairments";
import { createRateLimit } from "./vonage/verify-v2/rate-limit";
import { createTokenCheck } from "./vonage/verify-v2/token";
import { createWorkflows } from "./vonage/verify-v2/workflows";

export type SimulatorOptions = {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** `publicKey` is PEM (SPKI). The last two sign callbacks and are needed only with `callbackUrl`. */
  vonage: { applicationId: string; publicKey: string; apiKey?: string; signatureSecret?: string };
  callbackUrl?: string;
  clock?: Clock;
};

export type Simulator = { url: string; handsetUrl: string; control: Control; close(): Promise<void> };

function callbackTarget({ callbackUrl, vonage }: SimulatorOptions) {
  if (callbackUrl === undefined) return undefined;
  const { apiKey, applicationId, signatureSecret } = vonage;
  if (apiKey === undefined || signatureSecret === undefined) {
    throw new Error("callbackUrl needs vonage.apiKey and vonage.signatureSecret, which sign the callbacks.");
  }
  const signer: CallbackSigner = { secret: signatureSecret, apiKey, applicationId };
  return { url: callbackUrl, signer };
}

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const timeline = createTimeline(options.clock);
  const switches = { current: defaultSwitches() };
  const currentSwitches = () => switches.current;
  const calls: ApiCall[] = [];
  const closed = new AbortController();
  const changed = () => stream.changed();

  const faults = createFaults(changed);
  const outbox = createOutbox(timeline, changed);
  const target = callbackTarget(options);
  const callbacks = createCallbacks({ timeline, faults, switches: currentSwitches, target });
  const workflows = createWorkflows({
    timeline,
    outbox,
    faults,
    callbacks,
    switches: currentSwitches,
    changed,
  });
  const stream = createEventStream(createSnapshot({ timeline, outbox, faults, workflows }));
  const control = createControl({ timeline, outbox, faults, callbacks, workflows, calls, switches, changed });
  const verifyApi = createVerifyApi({
    timeline,
    workflows,
    impairments: createImpairments(faults, currentSwitches, closed.signal),
    switches: currentSwitches,
    rateLimit: createRateLimit(timeline),
    checkToken: await createTokenCheck(options.vonage.publicKey, options.vonage.applicationId),
    origin: () => url,
    record: (call) => calls.push(call),
  });

  async function answerOwnPages(
    request: IncomingMessage,
    response: ServerResponse,
    address: URL,
  ): Promise<void> {
    const foreign = request.headers["sec-fetch-site"] === "cross-site" && request.method !== "GET";
    if (foreign || !isLoopback(request.socket.remoteAddress)) {
      return send(response, json(403, { error: "Only this machine may ask." }));
    }
    if (address.pathname === "/_simulator/events") return stream.open(response);
    const path = /^\/_simulator(\/.*|)$/.exec(address.pathname)?.[1];
    if (path === undefined) {
      return send(response, (await handsetFile(address.pathname)) ?? json(404, { error: "Not found." }));
    }
    const body = (await readBody(request)) ?? "";
    const method = request.method ?? "GET";
    send(response, await answerControl(control, { method, path, query: address.searchParams, body }));
  }

  const server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", "http://simulator");
    const api = address.pathname.startsWith("/v2/");
    const answered = api
      ? verifyApi(request, response, address.pathname)
      : answerOwnPages(request, response, address);
    answered.catch((error: unknown) => {
      // The client going away while its body is read is not this server's failure.
      if (!request.readableAborted) console.error(error);
      response.destroy();
    });
  });
  const url = await listen(server, options.port, options.host ?? "127.0.0.1");

  return {
    url,
    handsetUrl: `${url}/`,
    control,
    async close() {
      closed.abort();
      callbacks.stop();
      timeline.clear();
      stream.close();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}
