import { z } from "zod";
import type { ApiCall } from "../api/calls";
import type { Addresses, CallbackUrls, CallbackUrlsChange } from "../callbacks/addresses";
import type { CallbackAttempt, Courier } from "../callbacks/courier";
import { type ActiveFault, type Fault, type Faults, faultSchema } from "../faults";
import type { Mail, Message, Outbox } from "../outbox";
import { wireNumber } from "../phone-number";
import type { Browsers, KnownSubscription, Push } from "../push/browsers";
import type { Running } from "../running";
import { defaultSwitches, type Switches, switchesSchema } from "../switches";
import type { Timeline } from "../timeline";

/** What tests and the handset may do. Numbers are taken with or without a plus; times are ISO 8601. */
export type Control = {
  /** What arrived on this phone, oldest first. */
  messagesFor(number: string): readonly Message[];
  /** The newest code on this phone; messages without one are passed over. */
  latestCode(number: string): string | undefined;
  /** The mails that arrived at this address, newest last. */
  mailsFor(address: string): readonly Mail[];
  /** What reached the browser of this subscription (its id or endpoint), or every browser; oldest first. */
  pushes(of?: string): readonly Push[];
  pushSubscriptions(): readonly KnownSubscription[];
  /** Later messages are answered 410; false when there is no such subscription. */
  expirePush(of: string): boolean;
  /** Everything sent, also what was dropped, refused or is still late. */
  outbox(): readonly Message[];
  calls(): readonly ApiCall[];
  callbacks(): readonly CallbackAttempt[];
  /** Where the handset's link to the phone that approves leads; throws when it is no web address. */
  setApplicationUrl(url: string): void;
  callbackUrls(): CallbackUrls;
  /** Null stops a service's callbacks; what is not named stays. Throws when they could not be signed. */
  setCallbackUrls(change: CallbackUrlsChange): CallbackUrls;
  /** Resolves once no callback is on its way. */
  callbacksSettled(): Promise<void>;
  fault(rule: Fault): string;
  faults(): readonly ActiveFault[];
  removeFault(id: string): boolean;
  clearFaults(): void;
  /** Moves only the simulator's time, runs what falls due, and waits for the callbacks of it. */
  advanceSeconds(seconds: number): Promise<void>;
  /** Moves time to the end of this number's running step; false when nothing runs for it. */
  advanceToNextStep(number: string): Promise<boolean>;
  /** Runs what is due after a test moved an injected clock by itself. */
  settle(): Promise<void>;
  switches(): Switches;
  setSwitches(change: Partial<Switches>): Switches;
  answerCall(messageId: string): boolean;
  hangUp(messageId: string): boolean;
  /** Or a mailbox, or the browser of a subscription by its id. */
  clearPhone(number: string): void;
  /** Forgets everything but the addresses of the callbacks and of the application. */
  reset(): void;
};

export const webAddress = z.url({ protocol: /^https?$/ });

export type ControlParts = {
  timeline: Timeline;
  outbox: Outbox;
  faults: Faults;
  courier: Courier;
  addresses: Addresses;
  applicationUrl: { current: string | null };
  browsers: Browsers;
  running: () => readonly Running[];
  /** Makes the services forget what they hold. */
  forget: () => void;
  calls: ApiCall[];
  switches: { current: Switches };
  changed: () => void;
};

export function createControl(parts: ControlParts): Control {
  const { timeline, outbox, faults, courier, addresses, browsers, running, calls, switches, changed } = parts;

  function messagesFor(number: string) {
    timeline.settle();
    const to = wireNumber(number);
    return outbox.all().filter((message) => message.to === to && message.delivery === "arrived");
  }

  async function advance(milliseconds: number) {
    // A callback whose answer is still awaited may yet ask for a retry within the time that is skipped.
    await courier.settled();
    timeline.advance(milliseconds);
    changed();
    await courier.settled();
  }

  return {
    messagesFor,
    latestCode: (number) => messagesFor(number).findLast(({ code }) => code !== "")?.code,
    mailsFor: (address) =>
      messagesFor(address)
        .filter(({ channel }) => channel === "email")
        .map(({ id, to, from, subject = "", text, at }) => ({ id, to, from, subject, text, at })),
    pushes(of) {
      timeline.settle();
      return browsers.received(of);
    },
    pushSubscriptions: () => browsers.subscriptions(),
    expirePush: (of) => browsers.expire(of),
    outbox: () => outbox.all(),
    calls: () => calls.map((call) => ({ ...call })),
    callbacks: () => courier.attempts(),
    setApplicationUrl(url) {
      parts.applicationUrl.current = webAddress.parse(url);
      changed();
    },
    callbackUrls: () => addresses.all(),
    setCallbackUrls(change) {
      addresses.set(change);
      return addresses.all();
    },
    callbacksSettled: () => courier.settled(),
    fault: (rule) => faults.add(faultSchema.parse(rule)),
    faults: () => faults.list(),
    removeFault: (id) => faults.remove(id),
    clearFaults: () => faults.clear(),
    advanceSeconds: (seconds) => advance(seconds * 1000),
    async advanceToNextStep(number) {
      const to = wireNumber(number);
      const step = running().find(({ numbers }) => numbers.includes(to));
      if (!step) return false;
      await advance(Math.max(0, step.endsAt - timeline.now()));
      return true;
    },
    settle: () => advance(0),
    switches: () => ({ ...switches.current }),
    setSwitches(change) {
      switches.current = switchesSchema.parse({ ...switches.current, ...change });
      changed();
      return { ...switches.current };
    },
    answerCall: (id) => outbox.answer(id),
    hangUp: (id) => outbox.hangUp(id),
    clearPhone(number) {
      outbox.clear(number);
      browsers.clear(number);
    },
    reset() {
      courier.stop();
      parts.forget();
      timeline.clear();
      faults.clear();
      calls.length = 0;
      switches.current = defaultSwitches();
      outbox.clear();
    },
  };
}
