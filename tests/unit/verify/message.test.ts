import { describe, expect, test } from "vitest";
import { languages, messageText } from "@/lib/verify/message";

const code = "012345";
const host = "login.department.example.org12";
const brand = "Countersignatures1";

const text = (given: Partial<Parameters<typeof messageText>[0]> = {}) =>
  messageText({ code, brand, tag: "KT", locale: "en-GB", host, ...given });

/** The default alphabet of GSM 03.38 without its escapes: whatever is not in it makes a text cost double. */
const GSM =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

test("The longest brand and host of the tests are as long as they have to be", () => {
  expect([brand.length, host.length]).toEqual([18, 30]);
});

describe.each(languages)("The text in %s (T-028)", (locale) => {
  const lines = text({ locale }).split("\n");

  test("begins with the PIN and names the product and the message's tag", () => {
    expect(lines[0]).toMatch(/^012345 /);
    expect(lines[0]).toContain(brand);
    expect(lines[0]).toContain("KT");
  });

  test("ends, after an empty line, in the line that binds the PIN to our host", () => {
    expect(lines.slice(1)).toEqual(["", `@${host} #${code}`]);
  });

  test("has no link", () => {
    expect(text({ locale })).not.toMatch(/https?:|www\.|\//);
  });

  test("is one plain text, with the longest brand and a host of thirty characters", () => {
    expect([...text({ locale })].filter((letter) => !GSM.includes(letter))).toEqual([]);
    expect(text({ locale }).length).toBeLessThanOrEqual(160);
  });

  test("says to share it with nobody, also without a tag", () => {
    const untagged = text({ locale, tag: null });
    expect(untagged).not.toMatch(/[()]/);
    const warning = text({ locale }).split(". ")[1]?.split("\n")[0] ?? "";
    expect(warning.length).toBeGreaterThan(10);
    expect(untagged).toContain(warning);
  });
});

test("There are eight languages, and all texts differ", () => {
  expect(languages).toEqual(["en", "de", "fr", "es", "it", "pt", "nl", "pl"]);
  expect(new Set(languages.map((locale) => text({ locale }))).size).toBe(8);
});

test.each([
  ["de-AT", "de"],
  ["pt-BR", "pt"],
  ["NL-be", "nl"],
  ["fr", "fr"],
  ["ja-JP", "en"],
  ["", "en"],
  ["constructor", "en"],
  ["__proto__", "en"],
])("For %j the text is that of %s", (locale, language) => {
  expect(text({ locale })).toBe(text({ locale: language }));
});
