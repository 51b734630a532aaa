import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { required, serveWith } from "../environment";

const FORMER = "a-former-secret-that-is-long-enough-to-be-one";

async function requests(environment: Readonly<Record<string, string>> = {}) {
  serveWith(environment);
  return import("@/lib/approvals/request");
}

const id = "0d5a0c9e-7b1f-4c6e-9b1d-3a0f5c2e8d41";

describe("The digits of a request (R-041)", () => {
  test("are six, the same each time, and other ones for another request or secret", async () => {
    const { digitsOf } = await requests();
    expect(digitsOf(id)).toMatch(/^\d{6}$/);
    expect(digitsOf(id)).toBe(digitsOf(id));
    expect(digitsOf(id)).toBe(digitsOf(id, required.AUTH_SECRET));
    expect(digitsOf(id, FORMER)).not.toBe(digitsOf(id));
    expect(digitsOf(id.replace("0d5a", "0d5b"))).not.toBe(digitsOf(id));
  });

  test("are spread evenly in every place, and begin with zero as often as with anything else", async () => {
    const { digitsOf } = await requests();
    const many = Array.from({ length: 20_000 }, () => digitsOf(randomUUID()));
    for (let place = 0; place < 6; place += 1) {
      const counts = new Map<string, number>();
      for (const digits of many)
        counts.set(digits.charAt(place), (counts.get(digits.charAt(place)) ?? 0) + 1);
      expect(counts.size).toBe(10);
      // Six standard deviations: about one failure in a hundred million runs.
      for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(6 * Math.sqrt(1_800));
    }
    expect(new Set(many).size).toBeGreaterThan(19_500);
  });

  test("are known again under a secret that was replaced, and nothing else is", async () => {
    const { digitsOf, areDigits } = await requests({ AUTH_SECRET: `${required.AUTH_SECRET},${FORMER}` });
    expect(areDigits(id, digitsOf(id))).toBe(true);
    expect(areDigits(id, digitsOf(id, FORMER))).toBe(true);
    expect(areDigits(id, digitsOf(id, "another-secret-that-is-long-enough-to-be-one"))).toBe(false);
    for (const typed of ["", digitsOf(id).slice(1), `${digitsOf(id)}0`, ` ${digitsOf(id)}`])
      expect(areDigits(id, typed)).toBe(false);
  });
});

describe("The text that is signed", () => {
  const asking = { id, purpose: "action", account: "ada", askedAt: 1_750_000_000_000 } as const;
  const seen = { browser: "Firefox on Linux", place: "Tallinn, EE", address: "192.0.2.1" };

  test("has its fields in one order, with a nonce of its own each time", async () => {
    const { requestText } = await requests();
    const subject = { details: [{ value: "Jarod's vault", label: "Payee" }], message: "Send money" };
    const texts = [requestText(asking, subject, seen), requestText(asking, subject, seen)];
    const [first, second] = texts.map((text) => JSON.parse(text));
    expect(first.nonce).not.toBe(second.nonce);
    expect({ ...first, nonce: "" }).toEqual({ ...second, nonce: "" });
    expect(texts[0]?.replace(first.nonce, "N")).toBe(
      `{"type":"countersign.request","v":1,"id":"${id}","nonce":"N","audience":"https://login.example.org","account":"ada",` +
        `"purpose":"action","message":"Send money","details":[{"label":"Payee","value":"Jarod's vault"}],"logo":null,` +
        `"browser":"Firefox on Linux","place":"Tallinn, EE","address":"192.0.2.1","askedAt":"2025-06-15T15:06:40.000Z",` +
        `"expiresAt":"2025-06-15T15:08:10.000Z"}`,
    );
  });

  test.each([
    ["no message", { message: "" }],
    ["a message that is too long", { message: "a".repeat(121) }],
    ["a line without a name", { message: "a", details: [{ label: "", value: "b" }] }],
    ["a line that is too long", { message: "a", details: [{ label: "a", value: "b".repeat(201) }] }],
    [
      "too many lines",
      { message: "a", details: Array.from({ length: 13 }, () => ({ label: "a", value: "b" })) },
    ],
  ])("is not made of %s", async (_, subject) => {
    const { requestText } = await requests();
    expect(() => requestText(asking, subject, seen)).toThrow();
  });
});
