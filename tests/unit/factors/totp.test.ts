import { Secret, TOTP } from "otpauth";
import { describe, expect, test } from "vitest";
import { appAddress, newSecret, stepOf, typedSecret } from "@/lib/factors/totp";
import { policy } from "@/lib/policy";
import { appCodeInput } from "@/lib/schemas/factor";

const secret = Buffer.from("12345678901234567890");
const at = (seconds: number) => seconds * 1000;

/** What an app shows whose clock says so, in seconds. */
const shown = (seconds: number): string =>
  new TOTP({ secret: Secret.fromUTF8("12345678901234567890") }).generate({ timestamp: at(seconds) });

/** RFC 6238, appendix B, SHA-1: of its eight digits the last six. */
const vectors = [
  [59, "94287082"],
  [1_111_111_109, "07081804"],
  [1_111_111_111, "14050471"],
  [1_234_567_890, "89005924"],
  [2_000_000_000, "69279037"],
  [20_000_000_000, "65353130"],
] as const;

test.each(vectors)("the RFC's code at %i s belongs to the step of that time", (seconds, eight) => {
  expect(stepOf(secret, eight.slice(-6), at(seconds))).toBe(Math.floor(seconds / 30));
  expect(stepOf(secret, eight, at(seconds))).toBeNull();
});

describe("a clock that is off (T-087)", () => {
  const middle = 1_700_000_010 + 5;

  test.each([
    [-31, true],
    [31, true],
    [-61, false],
    [61, false],
  ])("by %i s in the middle of a step is accepted: %s", (off, accepted) => {
    expect(stepOf(secret, shown(middle + off), at(middle)) !== null).toBe(accepted);
  });

  const edge = 1_700_000_010;
  test.each([
    ["its first moment", at(edge)],
    ["its last moment", at(edge + 30) - 1],
  ])("is judged by whole steps, one either way, in %s", (_, now) => {
    const step = edge / 30;
    const accepted = [-3, -2, -1, 0, 1, 2, 3].map((off) => stepOf(secret, shown(edge + off * 30), now));
    expect(accepted).toEqual([null, null, step - 1, step, step + 1, null, null]);
  });
});

test("every secret is new and has 160 bits (R-038)", () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  expect(new Set(secrets.map((one) => one.toString("hex"))).size).toBe(100);
  for (const one of secrets) expect(one.length * 8).toBe(160);
});

test("the picture and the letters to be typed say the same secret, in the one form that every app knows", () => {
  const address = new URL(appAddress(secret, "Countersign & Co", "ada:lovelace"));
  expect(address.protocol).toBe("otpauth:");
  expect(Object.fromEntries(address.searchParams)).toEqual({
    issuer: "Countersign & Co",
    secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    algorithm: "SHA1",
    digits: String(policy.authenticator.digits),
    period: "30",
  });
  expect(typedSecret(secret)).toBe("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
});

describe("what is typed", () => {
  test.each([
    ["with a space", "287 082"],
    ["in Arabic digits", "٢٨٧٠٨٢"],
    ["in Devanagari digits", "२८७०८२"],
    ["in full width", "２８７０８２"],
  ])("%s is the code", (_, code) => {
    expect(appCodeInput.parse({ code })).toEqual({ code: "287082" });
  });

  test.each(["", "28708", "2870825", "28708a", "0x7082", "-87082", "1e5000"])("%j is none", (code) => {
    expect(appCodeInput.safeParse({ code }).success).toBe(false);
  });
});
