import { describe, expect, test } from "vitest";
import { parsePhone } from "@/lib/phone";
import { cpuMilliseconds } from "./cpu-time";

const isOpen = () => true;
const parse = (text: string, country: string) => parsePhone(text, country, { fiction: "refuse", isOpen });
const number = (e164: string, country: string) => ({ kind: "number", e164, country });

describe("Every spelling of a number becomes the same E.164", () => {
  test.each([
    ["07400 123456", "GB"],
    ["7400123456", "GB"],
    ["(07400) 123-456", "GB"],
    ["+44 7400 123456", "GB"],
    ["+44 7400 123456", "FR"],
    ["+44 (0)7400 123456", "GB"],
    ["+4407400123456", "GB"],
    ["0044 7400 123456", "GB"],
    ["00447400123456", "FR"],
    ["00447400123456", ""],
    ["011 44 7400 123456", "US"],
    ["+44\u00a07400\u2011123456", "GB"],
    ["  +44 7400 123456  ", "GB"],
    ["０７４００１２３４５６", "GB"],
    ["＋４４７４００１２３４５６", "FR"],
    ["٠٧٤٠٠١٢٣٤٥٦", "GB"],
    ["+٤٤٧٤٠٠١٢٣٤٥٦", "GB"],
    ["۰۷۴۰۰۱۲۳۴۵۶", "GB"],
    ["0740٠１23456", "GB"],
  ])("%j typed beside %j", (text, country) => {
    expect(parse(text, country)).toEqual(number("+447400123456", "GB"));
  });

  test.each([
    ["+54 11 15 2345 6789", "AR"],
    ["011 15 2345-6789", "AR"],
    ["+54 9 11 2345 6789", "US"],
  ])("Argentina's mobile numbers have a 9 and no 15: %j", (text, country) => {
    expect(parse(text, country)).toEqual(number("+5491123456789", "AR"));
  });

  test.each([
    ["+1 415-555-2671", "US"],
    ["00 1 415 555 2671", "US"],
    ["001 415 555 2671", "GB"],
  ])("Numbers of which nobody can tell whether they are mobile pass: %j", (text) => {
    expect(parse(text, "GB")).toEqual(number("+14155552671", "US"));
  });
});

describe("The country is that of the number's range, not of its calling code or of the choice", () => {
  test.each([
    ["+44 7781 123456", "GB", "GG"],
    ["07781 123456", "GB", "GG"],
    ["+44 7911 123456", "GB", "GG"],
    ["+44 7797 712345", "GB", "JE"],
    ["+44 7624 123456", "GB", "IM"],
    ["+44 7400 123456", "IM", "GB"],
    ["+1 684 733 1234", "US", "AS"],
    ["+33 6 12 34 56 78", "GB", "FR"],
  ])("%j beside %j is a number of %s", (text, choice, country) => {
    expect(parse(text, choice)).toMatchObject({ kind: "number", country });
  });
});

describe("Only mobile phones get messages", () => {
  test.each([
    ["+1 900 234 5678", "premium rate"],
    ["+44 909 879 0879", "premium rate"],
    ["+1 800 234 5678", "toll-free"],
    ["+44 808 157 0192", "toll-free"],
    ["+44 20 7946 0018", "landline"],
    ["+39 06 1234 5678", "landline"],
    ["+44 70 1012 3456", "personal number"],
    ["+44 76 4012 3456", "pager"],
    ["+44 55 1234 5678", "voice over IP"],
  ])("%j is refused: %s", (text) => {
    expect(parse(text, "GB")).toEqual({ kind: "not-mobile" });
  });

  test.each([
    ["+881 6 1234 5678", "satellite"],
    ["+882 16 12345678", "international network"],
    ["+883 5100 0000 0094", "international network"],
    ["+870 6 1234 5678", "ships"],
    ["+979 1 2345 6789", "international premium rate"],
    ["+878 10 1234567890", "universal personal number"],
    ["+800 1234 5678", "international toll-free"],
    ["+44 7400 12345", "too short"],
    ["+44 7400 1234567", "too long"],
    ["123", "a short code"],
    ["999", "emergency"],
  ])("%j belongs to no phone of any country: %s", (text) => {
    expect(parse(text, "GB")).toEqual({ kind: "unknown-range" });
  });

  test("A calling code that nobody has makes no number", () => {
    expect(parse("+999 123 456 789", "GB")).toEqual({ kind: "malformed" });
  });
});

describe("An extension is refused instead of dropped", () => {
  test.each([
    "+1 415 555 2671 ext. 123",
    "+1 415 555 2671 x123",
    "+1 415 555 2671 #123",
    "+14155552671;ext=123",
    "07400 123456 ext 4",
    "07400 123456 доб. 4",
  ])("%j", (text) => {
    expect(parse(text, "GB")).toEqual({ kind: "extension" });
  });
});

describe("The whole text has to be a number", () => {
  test.each([
    "",
    "+",
    "00",
    "abc",
    "call 07400123456",
    "07400123456 please",
    "tel:+447400123456",
    "+447400123456, +447400123457",
    "+447400123456/+447400123457",
    "+447400123456\0",
    "+44740\n0123456",
    "+44740\t0123456",
    "07400123456;phone-context=evil",
    "7400123456;phone-context=+44",
    "07400123456;isub=1",
    "<07400123456>",
    `+44${"7".repeat(38)}`,
  ])("%j is refused", (text) => {
    expect(parse(text, "GB")).toEqual({ kind: "malformed" });
  });

  test.each(["", "ZZ", "gb", "001", "constructor", "__proto__"])(
    "A national number beside %j, which is no country, is refused",
    (country) => {
      expect(parse("07400123456", country)).toEqual({ kind: "malformed" });
    },
  );

  test("A megabyte of digits is refused at once", () => {
    const cost = cpuMilliseconds(() => {
      expect(parse("1".repeat(1_000_000), "GB")).toEqual({ kind: "malformed" });
    });
    expect(cost).toBeLessThan(200);
  });
});

describe("Ofcom's numbers for drama", () => {
  const spellings = ["07700 900123", "+44 7700 900123", "0044 7700 900123", "٠٧٧٠٠٩٠٠١٢٣"];

  test.each(spellings)("%j is a number where the provider is on this machine", (text) => {
    expect(parsePhone(text, "GB", { fiction: "accept", isOpen })).toEqual(number("+447700900123", "GB"));
  });

  test.each(spellings)("%j is refused where messages are real", (text) => {
    expect(parse(text, "GB")).toEqual({ kind: "fictional" });
  });

  test.each(["07700 900123 ext 4", "07700 90012", "07700 9001234", "020 7946 0018"])(
    "%j is none of them",
    (text) => {
      expect(parsePhone(text, "GB", { fiction: "accept", isOpen }).kind).not.toBe("number");
    },
  );
});

describe("Numbers of closed countries", () => {
  const parseOpen = (text: string, open: string, fiction: "accept" | "refuse" = "refuse") =>
    parsePhone(text, "GB", { fiction, isOpen: (country) => country === open });

  test.each([
    ["07400 123456", "FR", "GB"],
    ["+33 6 12 34 56 78", "GB", "FR"],
    ["+1 684 733 1234", "US", "AS"],
    ["07781 123456", "GB", "GG"],
    ["07797 712345", "GB", "JE"],
    ["07624 123456", "GB", "IM"],
  ])("%j is refused where only %s is open: it is of %s", (text, open, country) => {
    expect(parseOpen(text, open)).toEqual({ kind: "closed", country });
  });

  test("Those of open countries pass, whatever country was chosen beside them", () => {
    expect(parseOpen("+33 6 12 34 56 78", "FR")).toEqual(number("+33612345678", "FR"));
  });

  test.each([
    ["+1 900 234 5678", "not-mobile"],
    ["+44 20 7946 0018", "not-mobile"],
    ["+881 6 1234 5678", "unknown-range"],
    ["+883 5100 0000 0094", "unknown-range"],
  ])("%j is refused for what it is, not for its country", (text, kind) => {
    expect(parseOpen(text, "FR")).toEqual({ kind });
  });

  test("Numbers for drama are of the United Kingdom", () => {
    expect(parseOpen("07700 900123", "FR", "accept")).toEqual({ kind: "closed", country: "GB" });
    expect(parseOpen("07700 900123", "GB", "accept")).toEqual(number("+447700900123", "GB"));
  });
});
