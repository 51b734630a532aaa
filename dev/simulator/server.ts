import { createServer } from "node:http";
import type { ApiCall } from "./api/calls";
import { createEndpoint } from "./api/endpoint";
import { createImpairments } from "./api/impairments";
import { createAddresses } from "./callbacks/addresses";
import { createCourier } from "./callbacks/courier";
import { type Control, createControl } from "./control/control";
import { createEventStream } from "./control/event-stream";
import { createOwnPages } from "./control/own-pages";
import { createSnapshot } from "./control/snapshot";
import { createFaults } from "./faults";
import { listen } from "./http/listen";
import { withMagicNumbers } from "./magic-numbers";
import { createMailbox, type MailOptions } from "./mail/mailbox";
import { createOutbox } from "./outbox";
import { createPush } from "./push/push";
import { defaultSwitches } from "./switches";
import { createTelnyx, type TelnyxOptions } from "./telnyx/telnyx";
import { type Clock, createTimeline } from "./timeline";
import { createVonage, lackingForCallbacks, type VonageOptions } from "./vonage/vonage";
import type { World } from "./world";

export type SimulatorOptions = {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  vonage: VonageOptions;
  telnyx?: TelnyxOptions;
  /** Without them the mail server is there and lets nobody in. */
  mail?: MailOptions | undefined;
  /** Where Vonage's callbacks go; `Control.setCallbackUrls` may say it later. */
  callbackUrl?: string;
  /** For the handset; `Control.setApplicationUrl` may say it later. */
  applicationUrl?: string;
  clock?: Clock;
};

export type Simulator = {
  url: string;
  handsetUrl: string;
  /** With user and password. */
  smtpUrl: string;
  control: Control;
  close(): Promise<void>;
};

function addressesFor({ callbackUrl, telnyx, vonage }: SimulatorOptions) {
  const lacking = { vonage: lackingForCallbacks(vonage), telnyx: telnyx ? undefined : "the telnyx option" };
  const addresses = createAddresses(lacking);
  addresses.set({ vonage: callbackUrl, telnyx: telnyx?.callbackUrl });
  return addresses;
}

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const timeline = createTimeline(options.clock);
  const switches = { current: defaultSwitches() };
  const currentSwitches = () => switches.current;
  const calls: ApiCall[] = [];
  const closed = new AbortController();
  const changed = () => stream.changed();

  const faults = withMagicNumbers(createFaults(changed), currentSwitches);
  const outbox = createOutbox(timeline, changed);
  const courier = createCourier(timeline, faults);
  const addresses = addressesFor(options);
  const world: World = {
    timeline,
    outbox,
    faults,
    courier,
    addresses,
    switches: currentSwitches,
    changed,
    origin: () => url,
  };
  const push = createPush(world);
  const services = [
    ...(await createVonage(world, options.vonage)),
    createTelnyx(world, options.telnyx),
    push,
  ];
  const { browsers } = push;
  const applicationUrl: { current: string | null } = { current: null };
  const apis = services.flatMap((service) => service.apis);
  const running = () => services.flatMap((service) => service.running());
  const forget = () => {
    for (const service of services) service.forget();
  };
  const stream = createEventStream(
    createSnapshot({ timeline, outbox, faults, browsers, applicationUrl, running }),
  );
  const control = createControl({
    timeline,
    outbox,
    faults,
    courier,
    addresses,
    applicationUrl,
    browsers,
    running,
    forget,
    calls,
    switches,
    changed,
  });
  if (options.applicationUrl !== undefined) control.setApplicationUrl(options.applicationUrl);
  const answerApi = createEndpoint({
    timeline,
    impairments: createImpairments(faults, currentSwitches, closed.signal),
    record: (call) => calls.push(call),
    beforeAnswer: courier.earlyPosted,
  });
  const answerOwnPages = createOwnPages(control, stream);

  const server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", "http://simulator");
    const api = apis.find(({ owns }) => owns(address.pathname));
    const answered = api
      ? answerApi(api, request, response, address)
      : answerOwnPages(request, response, address);
    answered.catch((error: unknown) => {
      // The client going away while its body is read is not this server's failure.
      if (!request.readableAborted) console.error(error);
      response.destroy();
    });
  });
  const mailbox = createMailbox(world, options.mail);
  const url = await listen(server, options.port, options.host ?? "127.0.0.1");
  const smtpUrl = await mailbox.listen();

  return {
    url,
    handsetUrl: `${url}/`,
    smtpUrl,
    control,
    async close() {
      closed.abort();
      courier.stop();
      timeline.clear();
      stream.close();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([ended, mailbox.close()]);
    },
  };
}
