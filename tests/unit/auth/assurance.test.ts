import { describe, expect, test } from "vitest";
import { aalOf, methodsOf, withinLimits } from "@/lib/auth/assurance";

const day = 86_400;
const hour = 3_600;

test.each([
  ["pwd sms", 2, "something known and something held"],
  ["sms pwd", 2, "the order does not count"],
  ["pwd", 1, "one factor"],
  ["sms", 1, "a phone alone"],
  ["pwd pwd", 1, "the same factor twice is one factor"],
  ["sms sms", 1, "two codes to a phone are one factor"],
  ["", 1, "nothing"],
  ["pwd swk", 2, "an approval is held"],
  ["otp pwd", 2, "an authenticator app is held"],
  ["pwd rec", 2, "a recovery code is held"],
  ["pop pwd", 2, "a passkey is held"],
  ["pop uv", 2, "a passkey that has made sure who holds it is two factors"],
  ["pop", 1, "a passkey that anybody may hold is one"],
  ["pop sms", 1, "two things held are one factor"],
  ["otp rec sms swk", 1, "however many are held"],
  ["pwd uv", 1, "nothing is made sure of without the passkey"],
  ["uv", 1, "and nothing at all by that alone"],
  ["pwd hwk", 1, "a method we do not know counts for nothing"],
  ["PWD SMS", 1, "names are exact"],
  ["pwdsms", 1, "names are words"],
  ["pwd,sms", 1, "spaces separate them, commas do not"],
  ["mfa aal2", 1, "nobody can claim a level"],
])("The methods %j make level %i: %s", (amr, aal) => {
  expect(aalOf(amr)).toBe(aal);
});

test("Of the methods of a session only those that we know are told", () => {
  expect(methodsOf("pwd  hwk sms constructor")).toEqual(["pwd", "sms"]);
});

describe("How long a session lives", () => {
  test.each([
    ["pwd sms", day - 1, 0, true],
    ["pwd sms", day, 0, false],
    ["pwd sms", 0, hour - 1, true],
    ["pwd sms", 0, hour, false],
    ["sms", 7 * day - 1, day - 1, true],
    ["sms", 7 * day, 0, false],
    ["sms", 0, day, false],
    ["pwd sms", Number.NaN, 0, false],
    ["pwd sms", 0, Number.NaN, false],
  ])("With %j, %d seconds old and %d seconds idle, it is live: %s", (amr, ageSeconds, idleSeconds, live) => {
    expect(withinLimits({ amr, ageSeconds, idleSeconds })).toBe(live);
  });

  test.each(["", " ", "hwk", "mfa", "uv"])("Without a method that we know (%j) it never lives", (amr) => {
    expect(withinLimits({ amr, ageSeconds: 0, idleSeconds: 0 })).toBe(false);
  });
});
