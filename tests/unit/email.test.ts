import { describe, expect, test } from "vitest";
import { emailKey } from "@/lib/email";

describe("One mailbox has one form", () => {
  test.each([
    ["ada@example.org", "ada@example.org"],
    ["Ada@Example.ORG", "ada@example.org"],
    [" ada@example.org ", "ada@example.org"],
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ADA@BÜCHER.example", "ada@xn--bcher-kva.example"],
    ["ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"],
    ["ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"],
    ["ada@ｅxample.org", "ada@example.org"],
    ["ada@example。org", "ada@example.org"],
  ])("%j is %j", (typed, key) => {
    expect(emailKey(typed)).toBe(key);
  });

  test.each(["ada+tag@example.org", "a.da@example.org", "o'brien@example.org", "ada_1@mail.example.org"])(
    "What is before the @ of %j belongs to the provider and stays",
    (typed) => {
      expect(emailKey(typed)).toBe(typed);
    },
  );

  test("The form of a form is itself", () => {
    const key = emailKey("ADA@BÜCHER.example") ?? "";
    expect(emailKey(key)).toBe(key);
  });
});

describe("Look-alikes are other mailboxes or none", () => {
  test.each([
    ["ada＠example.org", "full-width @"],
    ["ada﹫example.org", "small @"],
    ["аda@example.org", "Cyrillic а"],
    ["ada\u200b@example.org", "zero-width space"],
    ["ad\u0131@example.org", "dotless i"],
    ["İda@example.org", "capital i with a dot"],
    ["\u212ada@example.org", "the Kelvin sign, whose small letter is k"],
    ["\u017fam@example.org", "the long s, whose capital letter is S"],
    ["ada@\u202eexample.org", "right-to-left override"],
  ])("%j is refused: %s", (typed) => {
    expect(emailKey(typed)).toBeNull();
  });

  test("A domain in Cyrillic letters is not the Latin one it looks like", () => {
    expect(emailKey("ada@ехаmple.org")).not.toBe("ada@example.org");
  });
});

describe("What is no address is refused", () => {
  test.each([
    "",
    "ada",
    "@",
    "@example.org",
    "ada@",
    "ada@@example.org",
    "a@b@example.org",
    '"a b"@example.org',
    '"ada"@example.org',
    "ada@.org",
    "ada@example..org",
    "ada@example.org.",
    "ada@-example.org",
    "ada@example",
    "ada@localhost",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    "ada@[IPv6:::1]",
    "ada@2130706433",
    "ada@0x7f.1",
    "ada@example.org:25",
    "ada@example.org/x",
    "ada@example.org\\x",
    "ada@example.org?x",
    "ada@example.org#x",
    "ada@user:pw@example.org",
    "ada@ex%61mple.org",
    "ada@exa mple.org",
    "ada@exa\tmple.org",
    "ada\0@example.org",
    "ada@example.org\nbcc:eve@example.org",
    "ada@example.org,eve@example.org",
    "ada@example.org eve@example.org",
    "<ada@example.org>",
    "Ada <ada@example.org>",
    "mailto:ada@example.org",
    ".ada@example.org",
    "ada.@example.org",
    "a..da@example.org",
    "ada@xn--a.example",
    "\ud800da@example.org",
  ])("%j", (typed) => {
    expect(emailKey(typed)).toBeNull();
  });
});

describe("Lengths are those of the standards", () => {
  const label = "b".repeat(63);

  test("64 characters before the @ pass, 65 do not", () => {
    expect(emailKey(`${"a".repeat(64)}@example.org`)).not.toBeNull();
    expect(emailKey(`${"a".repeat(65)}@example.org`)).toBeNull();
  });

  test("A part of a domain has 63 characters at most", () => {
    expect(emailKey(`ada@${label}.org`)).not.toBeNull();
    expect(emailKey(`ada@${label}b.org`)).toBeNull();
  });

  test("254 characters pass, 255 do not", () => {
    const domain = `${label}.${label}.${"b".repeat(57)}.org`;
    const longest = `${"a".repeat(64)}@${domain}`;
    expect(longest).toHaveLength(254);
    expect(emailKey(longest)).toBe(longest);
    expect(emailKey(`${"a".repeat(64)}@b${domain}`)).toBeNull();
    expect(emailKey(`${"a".repeat(320)}@example.org`)).toBeNull();
  });

  test("The limit holds for the form that is kept, not for the shorter one that was typed", () => {
    const domain = Array<string>(12).fill("ü".repeat(18)).join(".");
    expect(`ada@${domain}.org`.length).toBeLessThan(254);
    expect(emailKey(`ada@${domain}.org`)).toBeNull();
  });
});
