import type { ActiveFault, Faults } from "../faults";
import type { Message, Outbox } from "../outbox";
import { readableNumber } from "../phone-number";
import type { Running } from "../running";
import type { Timeline } from "../timeline";

const messagesPerPhone = 50;

type Phone = {
  number: string;
  label: string;
  messages: (Message & { caller: string })[];
  running: Omit<Running, "numbers"> | null;
};
export type Snapshot = { now: number; phones: Phone[]; faults: readonly ActiveFault[] };

export type SnapshotParts = {
  timeline: Timeline;
  outbox: Outbox;
  faults: Faults;
  running: () => readonly Running[];
};

/** All the handset draws, newest phone first. Messages that are late, dropped or refused are not on a phone. */
export function createSnapshot({ timeline, outbox, faults, running }: SnapshotParts): () => Snapshot {
  return () => {
    const phones = new Map<string, Phone>();
    const phoneOf = (number: string) => {
      const known = phones.get(number);
      const phone = known ?? { number, label: readableNumber(number), messages: [], running: null };
      phones.set(number, phone);
      return phone;
    };
    for (const message of outbox.all()) {
      if (message.delivery !== "arrived") continue;
      const phone = phoneOf(message.to);
      phone.messages = [...phone.messages, { ...message, caller: readableNumber(message.from) }].slice(
        -messagesPerPhone,
      );
    }
    for (const { numbers, ...step } of running()) {
      for (const number of numbers) phoneOf(number).running = step;
    }
    const newestFirst = [...phones.values()].sort((a, b) => lastAt(b).localeCompare(lastAt(a)));
    return { now: timeline.now(), phones: newestFirst, faults: faults.list() };
  };
}

const lastAt = (phone: Phone) => phone.messages.at(-1)?.at ?? "";
