import { setTimeout as delay } from "node:timers/promises";
import type { Device } from "../../tests/e2e/support/device";
import type { Random } from "../random";
import type { Browser } from "./browser";
import type { Record } from "./record";
import type { Stage } from "./stage";

/** What the account says of one thing, as its owner knows it: one value, or several where an answer was lost. */
export type Known = readonly [string, ...string[]];

export interface Person {
  username: Known;
  email: Known;
  /** E.164. */
  phone: Known;
  /** Every number that was ever asked for. */
  numbers: string[];
  password: Known;
  /** Whether there is an account: `perhaps` where the answer to the last step was lost. */
  account: "none" | "perhaps" | "yes" | "deleted" | "perhaps deleted";
  /** Logins that were seen to succeed, and further ones that may have. */
  logins: { seen: number; perhaps: number };
  /** PINs that were asked for: a number gets five an hour. */
  texts: number;
  /** Base32, of an authenticator app, and the newest time step whose code was typed. */
  app: { secret: string; step: number } | null;
  /** Recovery codes that nobody has typed yet. */
  codes: string[];
  device: Device | null;
}

/** Everything that people and errands have in common. */
export interface World {
  stage: Stage;
  record: Record;
  random: Random;
  browser(): Browser;
}

const mostTexts = 4;
const patienceMs = 2_500;

/** Ofcom's mobile range 07400: valid numbers, which the simulator alone ever sees. */
export const phoneOf = (index: number): string => `+447400${String(index).padStart(6, "0")}`;
export const passwordOf = (random: Random): string =>
  `${random.pick(["quiet", "amber", "seven", "hollow", "copper"])} lanterns ${random.next().toString(36).slice(2, 12)}`;

/** A name that passes the application's rules; no two of them look alike. */
export const nameOf = (index: number): string =>
  `soak-${index.toString(2).padStart(14, "0").replace(/0/g, "a").replace(/1/g, "b")}`;

export const personOf = (index: number, random: Random): Person => ({
  username: [nameOf(index)],
  email: [`${nameOf(index)}@example.org`],
  phone: [phoneOf(index)],
  numbers: [phoneOf(index)],
  password: [passwordOf(random)],
  account: "none",
  logins: { seen: 0, perhaps: 0 },
  texts: 0,
  app: null,
  codes: [],
  device: null,
});

export const typedPhone = ([phone]: Known) => ({ country: "GB", phone: phone.replace("+44", "0") });
export const mayText = ({ texts, phone }: Person): boolean => texts < mostTexts && phone.length === 1;

/** After an attempt whose end nobody heard: the new one, or what it was before. */
export const eitherOf = (value: string, [first, ...rest]: Known): Known => [value, first, ...rest];

export const codesOn = ({ stage }: World, phone: string): number =>
  stage.simulator.control.messagesFor(phone).filter(({ code }) => code !== "").length;

/** The PIN on this phone once it has more than `before` of them; the newest that is there, after a while. */
export async function pinOn(world: World, phone: string, before: number): Promise<string | null> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await delay(100)) {
    if (codesOn(world, phone) > before) break;
  }
  return world.stage.simulator.control.latestCode(phone) ?? null;
}

export const wrongPin = (right: string): string => (right === "000000" ? "000001" : "000000");

/** The newest mail to this address with these words, once it is there. */
export async function mailTo({ stage }: World, address: string, words: string): Promise<string | null> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await delay(100)) {
    const mails = stage.simulator.control.mailsFor(address);
    const found = mails.findLast(({ subject }) => subject.includes(words));
    if (found) return found.text;
  }
  return null;
}
