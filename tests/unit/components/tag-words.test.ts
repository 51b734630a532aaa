import { expect, test } from "vitest";
import { shownTag, tagHint } from "@/components/auth/tag-words";

const sms = { tag: "KD", olderTags: [], timeline: [], channel: "sms" } as const;

test("Texts without tags need no words", () => {
  expect(tagHint({ ...sms, tag: null })).toBeUndefined();
  expect(shownTag({ ...sms, tag: null })).toBeNull();
});

test.each([
  [[], "The PIN is in the text marked KD."],
  [["RM"], "The PIN is in the text marked KD. The earlier text (RM) is good too."],
  [["RM", "TX"], "The PIN is in the text marked KD. Earlier texts (RM and TX) are good too."],
])("With earlier tags %j: %s", (olderTags, hint) => {
  expect(shownTag({ ...sms, olderTags })).toBe("KD");
  expect(tagHint({ ...sms, olderTags })).toBe(hint);
});

test("A call speaks no tag, but earlier texts have theirs", () => {
  const call = { ...sms, channel: "voice", olderTags: ["RM"], timeline: [] } as const;
  expect(shownTag(call)).toBeNull();
  expect(tagHint(call)).toBe("The earlier text (RM) is good too.");
});

test("Where nobody knows whether the newest text was sent, no tag stands before the input", () => {
  const unknown = { ...sms, channel: null, olderTags: ["RM", "TX"], timeline: [] } as const;
  expect(shownTag(unknown)).toBeNull();
  expect(tagHint(unknown)).toBe("The PIN of a text marked KD, RM or TX is good.");
  expect(tagHint({ ...sms, channel: null, tag: null })).toBeUndefined();
});

test("A text that could not be delivered has no tag to look for, and earlier ones keep theirs", () => {
  const lost = { at: "2026-01-01T00:00:00.000Z", channel: "sms", stage: "undelivered" } as const;
  const failed = { ...sms, olderTags: ["RM"], timeline: [lost] };
  expect(shownTag(failed)).toBeNull();
  expect(tagHint(failed)).toBe("The earlier text (RM) is good too.");
});
