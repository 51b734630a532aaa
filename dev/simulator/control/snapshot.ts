import type { ActiveFault, Faults } from "../faults";
import type { Message, Outbox } from "../outbox";
import { readableNumber } from "../phone-number";
import type { Timeline } from "../timeline";
import { numbersOf, runningStep, type Verification } from "../vonage/verify-v2/verification";
import type { Workflows } from "../vonage/verify-v2/workflows";

const messagesPerPhone = 50;

/** The step that runs for a phone, and what would follow when its time is over. */
type Running = {
  brand: string;
  channel: string;
  startedAt: number;
  endsAt: number;
  followedBy: string | null;
};
type Phone = {
  number: string;
  label: string;
  messages: (Message & { caller: string })[];
  running: Running | null;
};
export type Snapshot = { now: number; phones: Phone[]; faults: readonly ActiveFault[] };

export type SnapshotParts = { timeline: Timeline; outbox: Outbox; faults: Faults; workflows: Workflows };

function running(verification: Verification): Running | null {
  const step = runningStep(verification);
  if (step?.startedAt === undefined) return null;
  const endsAt = step.startedAt + step.seconds * 1000;
  const following = verification.steps[verification.current + 1]?.channel ?? null;
  return {
    brand: verification.input.brand,
    channel: step.channel,
    startedAt: step.startedAt,
    endsAt,
    followedBy: following,
  };
}

/** All the handset draws, newest phone first. Messages that are late, dropped or refused are not on a phone. */
export function createSnapshot({ timeline, outbox, faults, workflows }: SnapshotParts): () => Snapshot {
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
    for (const verification of workflows.live()) {
      for (const number of numbersOf(verification)) {
        phoneOf(number).running = running(verification);
      }
    }
    const newestFirst = [...phones.values()].sort((a, b) => lastAt(b).localeCompare(lastAt(a)));
    return { now: timeline.now(), phones: newestFirst, faults: faults.list() };
  };
}

const lastAt = (phone: Phone) => phone.messages.at(-1)?.at ?? "";
