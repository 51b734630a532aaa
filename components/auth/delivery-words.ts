import type { PinView } from "@/lib/challenges/view";

export type Channel = NonNullable<PinView["channel"]>;
type Stage = PinView["timeline"][number]["stage"];
type Delivery = Pick<PinView, "channel" | "timeline">;

/** What was told last about the channel whose turn it is. */
export type Standing = Exclude<Stage, "accepted" | "began"> | "running";

/** A sentence around the place where the phone is named. */
export type Around = Readonly<{ before: string; after: string }>;

type Words = Readonly<{
  noun: string;
  running: (digits: number) => Around;
  /** Its line in the list. */
  begun: string;
  /** What leads to the countdown until it begins. */
  soon: string;
  /** The button that does not wait for it. */
  now: string;
  pending: string;
}>;

const sent =
  (what: string) =>
  (digits: number): Around => ({ before: `We sent ${what} with a PIN of ${digits} digits to `, after: "." });

const channels: Record<Channel, Words> = {
  sms: {
    noun: "text",
    running: sent("a text"),
    begun: "The text is on its way",
    soon: "we send you a text in",
    now: "Send me a text now",
    pending: "Sending…",
  },
  voice: {
    noun: "call",
    running: () => ({ before: "We are calling ", after: " to read the PIN out." }),
    begun: "We are calling",
    soon: "we call you in",
    now: "Call me now",
    pending: "Calling…",
  },
  whatsapp: {
    noun: "WhatsApp message",
    running: sent("a WhatsApp message"),
    begun: "The WhatsApp message is on its way",
    soon: "we send it by WhatsApp in",
    now: "Send it by WhatsApp now",
    pending: "Sending…",
  },
  rcs: {
    noun: "text (RCS)",
    running: sent("a text (RCS)"),
    begun: "The text (RCS) is on its way",
    soon: "we send it as a text (RCS) in",
    now: "Send it as a text (RCS) now",
    pending: "Sending…",
  },
  email: {
    noun: "e-mail",
    running: sent("an e-mail"),
    begun: "The e-mail is on its way",
    soon: "we send it by e-mail in",
    now: "Send it by e-mail now",
    pending: "Sending…",
  },
  silent_auth: {
    noun: "confirmation",
    running: () => ({ before: "No PIN is needed: ", after: " can confirm itself over its mobile network." }),
    begun: "Waiting for the phone to confirm itself",
    soon: "the phone can confirm itself in",
    now: "Confirm with the phone now",
    pending: "One moment…",
  },
};

const wordsOf = (channel: string): Words | null =>
  Object.hasOwn(channels, channel) ? channels[channel as Channel] : null;

/** Takes the provider's own name of a channel too; one that we do not know is a message. */
const nounOf = (channel: string): string => wordsOf(channel)?.noun ?? "message";

const failures = ["undelivered", "blocked"];

/** The newest message will not come; earlier texts may be good all the same. */
export const hasFailed = (delivery: Delivery): boolean => failures.includes(standingOf(delivery));

export function standingOf({ channel, timeline }: Delivery): Standing {
  for (const { channel: told, stage } of timeline.toReversed()) {
    if (told === channel && stage !== "accepted" && stage !== "began") return stage;
  }
  return "running";
}

/** What is worth knowing of the way before this one: that it failed, or that its PIN is the same. */
export function earlierWords({ channel, timeline }: Delivery): { failed: string } | { same: string } | null {
  const before = timeline.findLast((entry) => entry.channel !== channel);
  if (!before || before.channel === "silent_auth") return null;
  const { channel: way, stage } = before;
  if (failures.includes(stage)) return { failed: entryWords(way, stage) };
  const noun = nounOf(way);
  return {
    same:
      stage === "delivered"
        ? `The ${noun} has the same PIN`
        : `If the ${noun} still comes, it has the same PIN`,
  };
}

/** Nothing is known to be on its way, and still a PIN of ours can be typed. */
export function standstillWords({ passed, resendFailed }: Pick<PinView, "passed" | "resendFailed">): Around {
  if (passed)
    return { before: "The PIN that we sent to ", after: " was right. Enter it once more to go on." };
  return resendFailed
    ? { before: "The new text could not be sent to ", after: ". The one before is still good." }
    : { before: "We could not find out whether a text went to ", after: ". If one comes, its PIN is good." };
}

/** What is going on now, in one sentence. */
export function statusWords(channel: Channel, standing: Standing, digits: number): Around {
  const { noun, running } = channels[channel];
  switch (standing) {
    case "running":
      return running(digits);
    case "delivered":
      return { before: `The ${noun} with your PIN has reached `, after: "." };
    case "undelivered":
      return {
        before:
          channel === "voice" ? "The call did not get through to " : `The ${noun} could not be delivered to `,
        after: ".",
      };
    case "blocked":
      return { before: `The ${noun} was stopped on its way to `, after: "." };
  }
}

/** One line of the list. */
export function entryWords(channel: string, stage: Stage): string {
  const noun = nounOf(channel);
  if (channel === "silent_auth" && failures.includes(stage)) return "The phone could not confirm itself";
  switch (stage) {
    case "accepted":
    case "began":
      return wordsOf(channel)?.begun ?? "The message is on its way";
    case "delivered":
      return channel === "voice" ? "The call was answered" : `The ${noun} has arrived`;
    case "undelivered":
      return channel === "voice" ? "The call did not get through" : `The ${noun} could not be delivered`;
    case "blocked":
      return `The ${noun} was stopped on its way`;
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What leads to the countdown until the next channel begins. */
export function nextWords(channel: Channel, standing: Standing, next: Channel): string {
  const { soon } = channels[next];
  if (failures.includes(standing)) return `Instead, ${soon}`;
  if (channel === "silent_auth") return `If that does not work, ${soon}`;
  const doubt = standing === "delivered" ? "Not to be found?" : `No ${nounOf(channel)} yet?`;
  return `${doubt} ${capital(soon)}`;
}

/** The button that does not wait for the next channel. */
export function goOnWords(channel: Channel | null, next: Channel) {
  const { now, pending } = channels[next];
  return { label: channel === "silent_auth" ? now.replace(/ now$/, " instead") : now, pendingLabel: pending };
}
