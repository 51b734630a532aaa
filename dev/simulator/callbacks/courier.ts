import type { Provider } from "../api/calls";
import type { CallbackEffect, Faults } from "../faults";
import type { Timeline } from "../timeline";

/** One delivery that was tried; `headers` are those that sign it, `status` is null when no answer came. */
export type CallbackAttempt = {
  at: string;
  service: Provider;
  url: string;
  body: string;
  headers: Readonly<Record<string, string>>;
  authorization: string | null;
  status: number | null;
};

export type Callback = {
  service: Provider;
  /** Whom it is about, in the wire form, for the faults. */
  numbers: readonly string[];
  /** Where each try goes, and how long after the one before; the first that is accepted is the last. */
  tries: readonly { url: string; afterSeconds: number }[];
  answerWithinMilliseconds: number;
  /** `attempt` counts from 1 for each address. */
  compose(attempt: number, url: string): string;
  sign(body: string): Promise<Record<string, string>> | Record<string, string>;
};

type Delivery = {
  callback: Callback;
  effect: CallbackEffect | undefined;
  index: number;
  stopped: AbortSignal;
};

export type Courier = ReturnType<typeof createCourier>;

const attemptNumber = ({ tries }: Callback, index: number) =>
  tries.slice(0, index + 1).filter(({ url }) => url === tries[index]?.url).length;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Posts each service's callbacks in the order in which things happened; a refused one comes again later. */
export function createCourier(timeline: Timeline, faults: Faults) {
  const attempts: CallbackAttempt[] = [];
  const queues = new Map<Provider, Promise<void>>();
  const early = new Set<Promise<void>>();
  let stop = new AbortController();

  async function post(delivery: Delivery, url: string, body: string, headers: Record<string, string>) {
    const { service, answerWithinMilliseconds } = delivery.callback;
    const attempt: CallbackAttempt = {
      at: new Date(timeline.now()).toISOString(),
      service,
      url,
      body,
      headers,
      authorization: headers.authorization ?? null,
      status: null,
    };
    attempts.push(attempt);
    const signal = AbortSignal.any([delivery.stopped, AbortSignal.timeout(answerWithinMilliseconds)]);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close", ...headers },
        body,
        signal,
        redirect: "manual",
      });
      await response.body?.cancel();
      attempt.status = response.status;
      return response.ok;
    } catch {
      return false;
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const { callback, effect, index, stopped } = delivery;
    const current = callback.tries[index];
    if (!current || stopped.aborted) return;
    const body = callback.compose(attemptNumber(callback, index), current.url);
    const headers = effect?.kind === "unsigned" ? {} : await callback.sign(body);
    const sent = effect?.kind === "tampered" ? body.replace(/"status":"\w+"/, '"status":"tampered"') : body;
    const accepted = await post(delivery, current.url, sent, headers);
    if (effect?.kind === "duplicate") await post(delivery, current.url, sent, headers);
    const following = callback.tries[index + 1];
    if (accepted || !following || stopped.aborted) return;
    const again = { callback, effect: undefined, index: index + 1, stopped };
    timeline.at(timeline.now() + following.afterSeconds * 1000, () => enqueue(again));
  }

  function enqueue(delivery: Delivery) {
    const { service } = delivery.callback;
    // The turn in between lets the answer to the request that caused the callback go out first.
    const done = (queues.get(service) ?? Promise.resolve()).then(nextTurn).then(() => attempt(delivery));
    queues.set(service, done);
  }

  return {
    post(callback: Callback) {
      const effect = faults.takeCallback(callback.numbers);
      const delivery: Delivery = { callback, effect: undefined, index: 0, stopped: stop.signal };
      switch (effect?.kind) {
        case "drop":
          return;
        case "late":
          timeline.at(timeline.now() + effect.seconds * 1000, () => enqueue(delivery));
          return;
        case "early": {
          const done = attempt(delivery).finally(() => early.delete(done));
          early.add(done);
          return;
        }
        case "duplicate":
        case "unsigned":
        case "tampered":
        case undefined:
          enqueue({ ...delivery, effect });
      }
    },
    attempts: (): readonly CallbackAttempt[] => attempts.map((one) => ({ ...one })),
    /** Resolves when those that a fault made early were posted. */
    earlyPosted: async (): Promise<void> => void (await Promise.all(early)),
    /** Resolves when nothing is on its way; a pause before the next try counts as nothing on its way. */
    async settled() {
      let seen: readonly Promise<void>[] = [];
      for (;;) {
        const waiting = [...queues.values(), ...early];
        if (waiting.every((one) => seen.includes(one))) return;
        seen = waiting;
        await Promise.all(waiting);
      }
    },
    stop() {
      stop.abort();
      stop = new AbortController();
      attempts.length = 0;
      queues.clear();
    },
  };
}
