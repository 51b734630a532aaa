import { describe, expect, test } from "vitest";
import {
  type Channel,
  earlierWords,
  entryWords,
  goOnWords,
  nextWords,
  type Standing,
  standingOf,
  standstillWords,
  statusWords,
} from "@/components/auth/delivery-words";
import { channels } from "@/lib/verify/provider";

type Entry = Readonly<{ at: string; channel: string; stage: Parameters<typeof entryWords>[1] }>;

/** A timeline from lines such as "sms accepted", a second apart. */
const told = (...lines: string[]): Entry[] =>
  lines.map((line, index) => {
    const [channel = "", stage = ""] = line.split(" ");
    return { at: new Date(index * 1000).toISOString(), channel, stage: stage as Entry["stage"] };
  });

const sentence = (channel: Channel, standing: Standing) => {
  const { before, after } = statusWords(channel, standing, 6);
  return `${before}the phone ending in 42${after}`;
};

describe("What is going on is one sentence", () => {
  test.each([
    ["sms", "running", "We sent a text with a PIN of 6 digits to the phone ending in 42."],
    ["sms", "delivered", "The text with your PIN has reached the phone ending in 42."],
    ["sms", "undelivered", "The text could not be delivered to the phone ending in 42."],
    ["sms", "blocked", "The text was stopped on its way to the phone ending in 42."],
    ["voice", "running", "We are calling the phone ending in 42 to read the PIN out."],
    ["voice", "undelivered", "The call did not get through to the phone ending in 42."],
    ["email", "running", "We sent an e-mail with a PIN of 6 digits to the phone ending in 42."],
    ["rcs", "running", "We sent a text (RCS) with a PIN of 6 digits to the phone ending in 42."],
    ["whatsapp", "delivered", "The WhatsApp message with your PIN has reached the phone ending in 42."],
  ] as const)("%s, %s: %s", (channel, standing, words) => {
    expect(sentence(channel, standing)).toBe(words);
  });
});

describe("How the running channel stands", () => {
  test.each([
    ["nothing but its beginning is known", told("sms accepted"), "running"],
    ["it arrived", told("sms accepted", "sms delivered"), "delivered"],
    ["the last word counts", told("sms accepted", "sms delivered", "sms undelivered"), "undelivered"],
    ["another channel's failure is not its own", told("voice accepted", "voice undelivered"), "running"],
  ] as const)("When %s", (_, timeline, standing) => {
    expect(standingOf({ channel: "sms", timeline })).toBe(standing);
  });
});

describe("What is said of the way before", () => {
  const said = (...lines: string[]) => earlierWords({ channel: "voice", timeline: told(...lines) });

  test("Its failure comes first", () => {
    expect(said("sms accepted", "sms undelivered", "voice began")).toEqual({
      failed: "The text could not be delivered",
    });
    expect(said("sms accepted", "sms blocked", "voice began")).toEqual({
      failed: "The text was stopped on its way",
    });
  });

  test("Otherwise it is told that the PIN is the same", () => {
    expect(said("sms accepted", "voice began")).toEqual({
      same: "If the text still comes, it has the same PIN",
    });
    expect(said("sms accepted", "sms delivered", "voice began")).toEqual({
      same: "The text has the same PIN",
    });
  });

  test("A phone that did not confirm itself had no PIN", () => {
    expect(said("silent_auth accepted", "voice began")).toBeNull();
    expect(said("voice accepted")).toBeNull();
  });
});

describe("What comes next", () => {
  test.each([
    ["sms", "running", "voice", "No text yet? We call you in"],
    ["sms", "delivered", "voice", "Not to be found? We call you in"],
    ["sms", "undelivered", "voice", "Instead, we call you in"],
    ["sms", "blocked", "whatsapp", "Instead, we send it by WhatsApp in"],
    ["voice", "running", "email", "No call yet? We send it by e-mail in"],
    ["silent_auth", "running", "sms", "If that does not work, we send you a text in"],
  ] as const)("%s, %s, then %s: %s", (channel, standing, next, words) => {
    expect(nextWords(channel, standing, next)).toBe(words);
  });

  test("The button names the channel, and on a phone that may confirm itself the alternative", () => {
    expect(goOnWords("sms", "voice").label).toBe("Call me now");
    expect(goOnWords("sms", "whatsapp").label).toBe("Send it by WhatsApp now");
    expect(goOnWords("silent_auth", "sms").label).toBe("Send me a text instead");
  });
});

test("Every channel has words for every stage, and none of them is a word of the provider's", () => {
  for (const channel of channels) {
    for (const stage of ["accepted", "began", "delivered", "undelivered", "blocked"] as const) {
      expect(entryWords(channel, stage)).toMatch(/^[A-Z][^_]{8,}$/);
    }
  }
});

test("A channel that we do not know is a message", () => {
  for (const name of ["viber", "toString", "__proto__", ""]) {
    expect(entryWords(name, "accepted")).toBe("The message is on its way");
    expect(entryWords(name, "undelivered")).toBe("The message could not be delivered");
  }
});

test("Where nobody knows whether a text went out, that is what the page says", () => {
  expect(standstillWords({ passed: true, resendFailed: false }).after).toContain("was right");
  expect(standstillWords({ passed: false, resendFailed: false }).before).toContain("could not find out");
  expect(standstillWords({ passed: false, resendFailed: true }).after).toContain(
    "The one before is still good",
  );
});
