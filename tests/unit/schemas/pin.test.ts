import { describe, expect, test } from "vitest";
import { pinInput, plainDigits } from "@/lib/schemas/pin";
import { cpuMilliseconds } from "../cpu-time";

const read = (pin: unknown) => pinInput.safeParse({ pin });

test.each([
  ["012345", "012345"],
  ["000000", "000000"],
  ["012 345", "012345"],
  [" 0 1 2 3 4 5 ", "012345"],
  ["012-345", "012345"],
  ["012\u2011345", "012345"],
  ["012–345", "012345"],
  ["012\u00a0345", "012345"],
  ["012\u2009345", "012345"],
  ["012345\n", "012345"],
  ["\ufeff012345", "012345"],
  ["０１２３４５", "012345"],
  ["٠١٢٣٤٥", "012345"],
  ["۰۱۲۳۴۵", "012345"],
  ["०१२३४५", "012345"],
  ["๐๑๒๓๔๕", "012345"],
  ["𝟎𝟏𝟐𝟑𝟒𝟓", "012345"],
  ["KD 012345", "012345"],
  ["KD – 012 345", "012345"],
  [" kd-012345", "012345"],
  ["KD012345", "012345"],
  ["ＫＤ ０１２３４５", "012345"],
  ["0１٢३45", "012345"],
])("%j is the PIN %s", (typed, pin) => {
  expect(read(typed)).toMatchObject({ success: true, data: { pin } });
});

test.each([
  "",
  " ",
  "12345",
  "1234567",
  "0123456",
  "1e5",
  "1e5000",
  "12e456",
  "0x1234",
  "+12345",
  "-12345",
  "12.345",
  "12,345",
  "12345a",
  "KD",
  "KD 12345",
  "KDX 012345",
  "K 012345",
  "KD RM 012345",
  "KD: 012345",
  "12345O",
  "12345l",
  "012345\0",
  "012345\ud800",
  "012345, 678901",
  "一二三四五六",
  "१२३४५",
])("%j is no PIN", (typed) => {
  expect(read(typed).success).toBe(false);
});

test.each([
  ["an array", ["012345"]],
  ["an object", { toString: () => "012345" }],
  ["a number", 123456],
  ["null", null],
  ["nothing", undefined],
  ["true", true],
])("What is no text is refused, such as %s", (_, value) => {
  expect(read(value).success).toBe(false);
});

test("A refusal says in one sentence what is wanted", () => {
  expect(read("12345").error?.issues).toMatchObject([
    { path: ["pin"], message: "Enter all 6 digits of the PIN." },
  ]);
});

test.each(["1", "０", "\ufdfa", " "])("A megabyte of %j is refused at once", (character) => {
  const long = character.repeat(1_000_000);
  expect(cpuMilliseconds(() => expect(read(long).success).toBe(false))).toBeLessThan(200);
});

describe("Digits of every script", () => {
  /** Unicode keeps the ten digits of a script together and in order, each ten beginning with zero. */
  function digitsOfUnicode(): { digit: string; value: number }[] {
    const found: { digit: string; value: number }[] = [];
    let run = 0;
    for (let point = 0; point <= 0x1ffff; point += 1) {
      const digit = String.fromCodePoint(point);
      if (!/\p{Nd}/u.test(digit)) run = 0;
      else found.push({ digit, value: run++ % 10 });
    }
    return found;
  }

  test("Each is read as its value", () => {
    const digits = digitsOfUnicode();
    expect(digits.length).toBeGreaterThan(600);
    const misread = digits.filter(({ digit, value }) => plainDigits(digit) !== String(value));
    expect(misread.map(({ digit }) => digit.codePointAt(0)?.toString(16))).toEqual([]);
  });
});
