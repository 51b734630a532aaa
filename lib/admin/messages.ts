import "server-only";

import { recentNotices, recentPins, type SentPin, type ToldRow } from "@/db/queries/admin-person";
import { iso } from "../iso";
import { plainWords } from "../notices/details";
import { noticeKind, noticeWords } from "../notices/kinds";
import { policy } from "../policy";
import { destinationOf } from "../sending/destination";
import { numberInLedger } from "../sending/facts";

/** A message and what became of it. */
export type MessageView = Readonly<{
  key: string;
  /** ISO 8601. */
  at: string;
  what: string;
  how: string;
  state: string;
  /** It did not arrive, or nobody knows. */
  troubled: boolean;
}>;

const channels: Readonly<Record<string, string>> = {
  sms: "text",
  voice: "call",
  silent_auth: "the phone's network",
  whatsapp: "WhatsApp",
  rcs: "RCS",
  email: "e-mail",
};

const results: Readonly<Record<string, readonly [state: string, troubled: boolean]>> = {
  reserved: ["Asked for; no answer yet", false],
  accepted: ["Sent; no word yet whether it arrived", false],
  delivered: ["Arrived", false],
  unknown: ["Nobody knows whether it was sent: the provider did not answer", true],
  refused: ["Not sent: the provider refused it", true],
  undelivered: ["Did not arrive", true],
  blocked: ["Blocked by the provider or the network", true],
};

function pinView({ at, channel, provider, result, used, reason }: SentPin, index: number): MessageView {
  const [state, troubled] = used
    ? (["Its PIN was entered", false] as const)
    : (results[result] ?? ([result, true] as const));
  const why = reason === null ? "" : plainWords(reason);
  return {
    key: `pin ${index}`,
    at: iso(at),
    what: "PIN",
    how: `${channels[channel] ?? channel}, by ${provider === "telnyx" ? "Telnyx" : "Vonage"}`,
    state: troubled && why ? `${state} (${why})` : state,
    troubled,
  };
}

function noticeState({ sent, givenUp, attempts }: ToldRow): readonly [state: string, troubled: boolean] {
  const tries = attempts === 1 ? "one try" : `${attempts} tries`;
  if (sent) return ["Sent", false];
  if (givenUp) return [`Given up after ${tries}`, true];
  return attempts === 0 ? ["Waits to be sent", false] : [`Not sent yet, after ${tries}`, true];
}

function noticeView(row: ToldRow, index: number): MessageView {
  const kind = noticeKind(row.kind);
  const [state, troubled] = noticeState(row);
  return {
    key: `notice ${index}`,
    at: iso(row.at),
    what: kind === null ? "A notice" : noticeWords[kind].subject,
    how: row.channel === "email" ? "e-mail" : "text",
    state,
    troubled,
  };
}

const newestFirst = (one: MessageView, other: MessageView): number => other.at.localeCompare(one.at);

/** The last PINs and notices of an account, those that did not arrive first. */
export async function recentMessages(userId: string, number: string): Promise<MessageView[]> {
  const { recentMessages: most } = policy.admin;
  const { prefix } = destinationOf(number);
  const pins = (await recentPins(prefix, numberInLedger(number), most)).map(pinView);
  const notices = (await recentNotices(userId, most)).map(noticeView);
  return [...pins, ...notices]
    .sort(newestFirst)
    .sort((one, other) => Number(other.troubled) - Number(one.troubled));
}
