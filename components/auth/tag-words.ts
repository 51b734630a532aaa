import type { PinView } from "@/lib/challenges/view";
import { hasFailed } from "./delivery-words";

type Tagged = Pick<PinView, "tag" | "olderTags" | "channel" | "timeline">;

const and = new Intl.ListFormat("en-GB");
const or = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** What stands before the input: nothing where the newest PIN is spoken, lost, or nobody knows whether it was sent. */
export const shownTag = ({ tag, channel, timeline }: Tagged): string | null =>
  channel === null || channel === "voice" || hasFailed({ channel, timeline }) ? null : tag;

/** Which texts the PIN can be from, for people who have several. */
export function tagHint({ tag, olderTags, channel, timeline }: Tagged): string | undefined {
  if (channel === null) {
    const any = [tag, ...olderTags].filter((one) => one !== null);
    return any.length > 0 ? `The PIN of a text marked ${or.format(any)} is good.` : undefined;
  }
  const shown = shownTag({ tag, olderTags, channel, timeline });
  const newest = shown ? [`The PIN is in the text marked ${shown}.`] : [];
  const tags = and.format(olderTags);
  const older = {
    none: [],
    one: [`The earlier text (${tags}) is good too.`],
    several: [`Earlier texts (${tags}) are good too.`],
  }[olderTags.length === 0 ? "none" : olderTags.length === 1 ? "one" : "several"];
  return [...newest, ...older].join(" ") || undefined;
}
