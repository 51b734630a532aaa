import type { ActiveFault, Faults } from "../faults";
import type { Message, Outbox } from "../outbox";
import { readableNumber } from "../phone-number";
import type { Browsers } from "../push/browsers";
import type { Running } from "../running";
import type { Timeline } from "../timeline";
import { type BrowserPhone, browserPhones } from "./browser-phones";

const messagesPerPhone = 50;

type NumberPhone = {
  kind: "number";
  number: string;
  label: string;
  messages: (Message & { caller: string })[];
  running: Omit<Running, "numbers"> | null;
};
type Phone = NumberPhone | BrowserPhone;

export type Snapshot = {
  now: number;
  phones: Phone[];
  faults: readonly ActiveFault[];
  /** Where the phone that approves is, once the application's address is known. */
  approveUrl: string | null;
};

export type SnapshotParts = {
  timeline: Timeline;
  outbox: Outbox;
  faults: Faults;
  browsers: Browsers;
  applicationUrl: { current: string | null };
  running: () => readonly Running[];
};

function numberPhones({ outbox, running }: SnapshotParts): NumberPhone[] {
  const phones = new Map<string, NumberPhone>();
  const phoneOf = (number: string) => {
    const label = readableNumber(number);
    const phone = phones.get(number) ?? { kind: "number", number, label, messages: [], running: null };
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
  return [...phones.values()];
}

/** All the handset draws, newest phone first. Messages that are late, dropped or refused are not on a phone. */
export function createSnapshot(parts: SnapshotParts): () => Snapshot {
  const { applicationUrl, browsers, faults, timeline } = parts;
  return () => {
    const phones: Phone[] = [...numberPhones(parts), ...browserPhones(browsers, messagesPerPhone)];
    const newestFirst = phones.sort((a, b) => lastAt(b).localeCompare(lastAt(a)));
    const approveUrl = applicationUrl.current && new URL("/approve", applicationUrl.current).href;
    return { now: timeline.now(), phones: newestFirst, faults: faults.list(), approveUrl };
  };
}

const lastAt = (phone: Phone) => phone.messages.at(-1)?.at ?? (phone.kind === "browser" ? phone.since : "");
