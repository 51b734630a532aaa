import { randomUUID } from "node:crypto";
import type { Faults } from "../faults";
import type { Timeline } from "../timeline";
import { decrypt } from "./decrypt";
import type { MessageRequest, Urgency } from "./message-request";
import type { Subscription } from "./subscription";

/** A message that reached a browser. `at` is ISO 8601 in simulated time, `ttl` in seconds. */
export type Push = {
  id: string;
  subscriptionId: string;
  endpoint: string;
  label: string;
  at: string;
  ttl: number;
  urgency: Urgency;
  topic: string | null;
  /** Null without a body, and where it could not be decrypted. */
  payload: string | null;
  /** The service took it as any other, because it cannot look inside. */
  undecryptable: boolean;
};

export type KnownSubscription = Pick<Subscription, "id" | "endpoint" | "label" | "at" | "expired">;

type Waiting = { subscription: Subscription; topic: string | null; withdraw: () => void };

export type BrowsersParts = { timeline: Timeline; faults: Faults; changed: () => void };
export type Browsers = ReturnType<typeof createBrowsers>;

function read({ keys }: Subscription, body: Buffer): Pick<Push, "payload" | "undecryptable"> {
  if (body.length === 0) return { payload: null, undecryptable: false };
  const plain = decrypt(body, keys)?.toString("utf8");
  return { payload: plain ?? null, undecryptable: plain === undefined };
}

/** The browsers that subscribed and what reached them. Knows nothing of HTTP. */
export function createBrowsers({ timeline, faults, changed }: BrowsersParts) {
  const subscriptions = new Map<string, Subscription>();
  const waiting = new Set<Waiting>();
  let received: Push[] = [];

  const named = (of: string) => (one: { id: string; endpoint: string }) =>
    one.id === of || one.endpoint === of;

  function arrive(subscription: Subscription, id: string, { body, ...message }: MessageRequest) {
    const { id: subscriptionId, endpoint, label } = subscription;
    const at = new Date(timeline.now()).toISOString();
    const opened = read(subscription, body);
    received.push({ id, subscriptionId, endpoint, label, at, ...message, ...opened });
    changed();
  }

  function arriveLate(subscription: Subscription, id: string, message: MessageRequest, seconds: number) {
    // One that outlives its TTL on the way is never shown.
    if (seconds > message.ttl) return;
    const cancel = timeline.at(timeline.now() + seconds * 1000, () => {
      waiting.delete(entry);
      arrive(subscription, id, message);
    });
    const withdraw = () => {
      waiting.delete(entry);
      cancel();
    };
    const entry: Waiting = { subscription, topic: message.topic, withdraw };
    waiting.add(entry);
  }

  function withdraw(which: (one: Waiting) => boolean) {
    for (const one of [...waiting].filter(which)) one.withdraw();
  }

  return {
    add(subscription: Subscription) {
      subscriptions.set(subscription.id, subscription);
      changed();
    },
    find: (id: string): Subscription | undefined => subscriptions.get(id),
    /** Sends a message on its way, as far as a fault lets it; gives its id. */
    accept(subscription: Subscription, message: MessageRequest): string {
      const { topic } = message;
      if (topic !== null) withdraw((one) => one.subscription === subscription && one.topic === topic);
      const id = randomUUID();
      const effect = faults.takeDelivery(subscription.id);
      if (effect === undefined) arrive(subscription, id, message);
      else if (effect.kind === "late") arriveLate(subscription, id, message, effect.seconds);
      return id;
    },
    /** By the id or the endpoint of a subscription, or all of them; oldest first. */
    received: (of?: string): readonly Push[] =>
      received
        .filter((push) => of === undefined || named(of)({ id: push.subscriptionId, endpoint: push.endpoint }))
        .map((push) => ({ ...push })),
    subscriptions: (): readonly KnownSubscription[] =>
      [...subscriptions.values()].map(({ id, endpoint, label, at, expired }) => ({
        id,
        endpoint,
        label,
        at,
        expired,
      })),
    /** Later messages are answered 410, and what is on its way is lost. */
    expire(of: string): boolean {
      const subscription = [...subscriptions.values()].find(named(of));
      if (!subscription) return false;
      subscription.expired = true;
      withdraw((one) => one.subscription === subscription);
      changed();
      return true;
    },
    clear(subscriptionId: string) {
      received = received.filter((push) => push.subscriptionId !== subscriptionId);
      changed();
    },
    forget() {
      withdraw(() => true);
      subscriptions.clear();
      received = [];
    },
  };
}
