import { type Channel, channels } from "./provider";

const isChannel = (word: string): word is Channel => channels.some((channel) => channel === word);

/** More steps than these no provider takes. */
const MOST = 3;

/**
 * Channels in the order in which they are tried, from text such as "sms, voice". Null when there is an unknown one,
 * one twice, more than three, or `silent_auth` anywhere but before others.
 */
export function readWorkflow(text: string): readonly Channel[] | null {
  const words = text.split(",").map((word) => word.trim().toLowerCase());
  const workflow = words.filter(isChannel);
  const once = new Set(words).size === words.length;
  const silentFirst = workflow.lastIndexOf("silent_auth") <= 0;
  const carriesPin = workflow.some((channel) => channel !== "silent_auth");
  const usable =
    workflow.length === words.length && words.length <= MOST && once && silentFirst && carriesPin;
  return usable ? workflow : null;
}
