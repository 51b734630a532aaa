import "server-only";

import type { Vonage } from "@vonage/server-sdk";
import type { TextMessage } from "../provider";
import type { VonageSettings } from "./settings";

type NewText = Parameters<Vonage["messages"]["send"]>[0];

/** The Messages API wants a sender: a number, or a name of up to 11 letters, digits and spaces. */
export function senderName(brand: string): string {
  const name = brand
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9 ]/g, "")
    .replace(/ +/g, " ")
    .trim()
    .slice(0, 11)
    .trim();
  return /[A-Za-z]/.test(name) ? name : "Countersign";
}

export function newText(
  { number, text, reference }: TextMessage,
  { senders, brand }: Pick<VonageSettings, "senders"> & Readonly<{ brand: string }>,
): NewText {
  // The SDK's types know the words of the API as members of enums in a package of its own.
  return {
    channel: "sms",
    messageType: "text",
    to: number.slice(1),
    from: senders.sms ?? senderName(brand),
    text,
    clientRef: reference,
  } as NewText;
}
