import "server-only";

import { type Attributes, type Histogram, metrics } from "@opentelemetry/api";

const meter = () => metrics.getMeter("countersign");

/** Made at first use: what is made before the start of telemetry never reports anything. */
function once<Instrument>(make: () => Instrument): () => Instrument {
  let made: Instrument | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Words and country codes only: each value makes another series, and none may tell who somebody is. */
const bounded = /^[A-Za-z][A-Za-z /_.-]{0,59}$/;

export type Words = Readonly<Record<string, string>>;

export const wordsOf = (given: Words): Attributes =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      `countersign.${name}`,
      bounded.test(value) ? value : "other",
    ]),
  );

/** Seconds; from a statement's half millisecond to the longest that a person waits. */
const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function duration(name: string, description: string): () => Histogram {
  const advice = { explicitBucketBoundaries: boundaries };
  return once(() => meter().createHistogram(name, { description, unit: "s", advice }));
}

function counter(name: string, description: string): (words: Words) => void {
  const made = once(() => meter().createCounter(name, { description }));
  return (words) => made().add(1, wordsOf(words));
}

/** Each by what it was (`operation`, such as login.start) and how it ended. */
export const durations = {
  use_case: duration("countersign.use_case.duration", "What people ask for, and how it ended"),
  provider: duration("countersign.provider.duration", "Requests to the providers of PINs and texts"),
  mail: duration("countersign.mail.duration", "Mails handed to the mail server"),
  push: duration("countersign.push.duration", "Messages handed to push services"),
  hash: duration("countersign.password.hash.duration", "Password hashes, without their wait"),
  queue: duration("countersign.password.queue.duration", "How long a password hash waited for its turn"),
} as const;

export type Measure = keyof typeof durations;

export const counted = {
  /** A message that was asked for, and what the provider answered. */
  message: counter("countersign.messages", "Messages with a PIN, by what became of asking for them"),
  /** A PIN that was typed, by who carried it and whether it was right: the share of messages that were used. */
  pin: counter("countersign.pins", "PINs that were typed"),
  blocked: counter("countersign.messages.blocked", "Messages that a limit kept back"),
  session: counter("countersign.sessions", "Sessions that began, by the factors that were passed"),
  shed: counter("countersign.password.shed", "Password hashes that were refused as too many waited"),
  breaker: counter("countersign.breaker.opened", "Providers that were found to be down"),
  alert: counter("countersign.alerts", "What the operators were told"),
} as const;

const breaker = once(() =>
  meter().createGauge("countersign.breaker.open", { description: "1 while a provider is not asked" }),
);

/** As it was seen when a message was to go out. */
export const sawBreaker = (provider: string, open: boolean): void =>
  breaker().record(open ? 1 : 0, wordsOf({ provider }));

let watched = false;

/** `read` is asked whenever a report goes out; the first one given is kept. */
export function watchQueue(read: () => number): void {
  if (watched) return;
  watched = true;
  meter()
    .createObservableGauge("countersign.password.queue.length", { description: "Password hashes that wait" })
    .addCallback((result) => result.observe(read()));
}
