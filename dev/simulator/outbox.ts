import { randomUUID } from "node:crypto";
import { wireNumber } from "./phone-number";
import type { Timeline } from "./timeline";

const ringSeconds = 30;

type PhoneCall = { state: "ringing" | "answered" | "missed" | "ended" };

/** One text, call or mail as the handset shows it. `step` counts from 1, `at` is ISO 8601 in simulated time. */
export type Message = {
  id: string;
  requestId: string;
  step: number;
  channel: string;
  to: string;
  from: string;
  brand: string;
  locale: string;
  /** Of a mail. */
  subject?: string;
  text: string;
  /** Empty where there is none. */
  code: string;
  at: string;
  delivery: "arrived" | "late" | "dropped" | "refused";
  call?: PhoneCall;
};

/** A mail as tests read it; `from` is the address alone. */
export type Mail = Pick<Message, "id" | "to" | "from" | "text" | "at"> & { subject: string };

export type Draft = Omit<Message, "id" | "at" | "delivery" | "call">;

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(timeline: Timeline, changed: () => void) {
  let messages: Message[] = [];

  function arrive(message: Message) {
    message.delivery = "arrived";
    message.at = new Date(timeline.now()).toISOString();
    if (message.channel === "voice") {
      const call: PhoneCall = { state: "ringing" };
      message.call = call;
      timeline.at(timeline.now() + ringSeconds * 1000, () => {
        if (call.state === "ringing") call.state = "missed";
        changed();
      });
    }
    changed();
  }

  function record(draft: Draft, delivery: Message["delivery"]): Message {
    const at = new Date(timeline.now()).toISOString();
    const message: Message = { ...draft, to: wireNumber(draft.to), id: randomUUID(), at, delivery };
    messages.push(message);
    return message;
  }

  return {
    deliver(draft: Draft) {
      arrive(record(draft, "arrived"));
    },
    deliverLate(draft: Draft, seconds: number) {
      const message = record(draft, "late");
      timeline.at(timeline.now() + seconds * 1000, () => {
        // A message that was cleared away meanwhile must not ring an empty phone.
        if (messages.includes(message)) arrive(message);
      });
    },
    lose(draft: Draft, delivery: "dropped" | "refused") {
      record(draft, delivery);
      changed();
    },
    /** Everything that was sent, also what never arrived; oldest first. */
    all: (): readonly Message[] => messages.map((message) => structuredClone(message)),
    answer(id: string): boolean {
      const call = messages.find((message) => message.id === id)?.call;
      if (call?.state !== "ringing") return false;
      call.state = "answered";
      changed();
      return true;
    },
    hangUp(id: string): boolean {
      const call = messages.find((message) => message.id === id)?.call;
      if (call?.state !== "ringing" && call?.state !== "answered") return false;
      call.state = call.state === "ringing" ? "missed" : "ended";
      changed();
      return true;
    },
    clear(number?: string) {
      const to = number === undefined ? undefined : wireNumber(number);
      messages = to === undefined ? [] : messages.filter((message) => message.to !== to);
      changed();
    },
  };
}
