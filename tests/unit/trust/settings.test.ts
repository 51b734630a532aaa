import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { passwordStrength } from "@/lib/password-strength";
import { policy } from "@/lib/policy";
import { newPasswordOf } from "@/lib/schemas/password";
import { core, problems, vonage } from "../configuration";

test("No browser is trusted unless the deployer says for how long", () => {
  expect(parseEnv(vonage).trustedBrowserDays).toBeNull();
  expect(parseEnv({ ...vonage, TRUSTED_BROWSER_DAYS: "" }).trustedBrowserDays).toBeNull();
  expect(core).not.toHaveProperty("TRUSTED_BROWSER_DAYS");
});

test.each(["1", "7", "30"])("%s days can be allowed", (days) => {
  expect(parseEnv({ ...vonage, TRUSTED_BROWSER_DAYS: days }).trustedBrowserDays).toBe(Number(days));
});

test.each(["0", "31", "-1", "1.5", "07", "1e1", "0x10", " 7", "7 days", "true"])(
  "%j is refused, with its cure",
  (days) => {
    expect(problems({ ...vonage, TRUSTED_BROWSER_DAYS: days })).toEqual([
      expect.stringMatching(/^TRUSTED_BROWSER_DAYS is not usable: a whole number from 1 to 30 /),
    ]);
  },
);

describe("Where the password may be the only factor", () => {
  const least = policy.password.minWhereTrusted;

  test("a new one has 15 code points at least (63B-4 §3.1.1.2)", () => {
    expect(least).toBeGreaterThanOrEqual(15);
    expect(newPasswordOf(least).safeParse("abcdefghijklmn").success).toBe(false);
    expect(newPasswordOf(least).safeParse("abcdefghijklmno").success).toBe(true);
  });

  test("the hint beside the field asks for no less than the rule", () => {
    expect(passwordStrength("", least).text).toBe("At least 15 characters.");
    for (let length = 1; length < 20; length += 1) {
      const password = "quiet old river bank".slice(0, length);
      const accepted = newPasswordOf(least).safeParse(password).success;
      expect(/^\d+ more/.test(passwordStrength(password, least).text)).toBe(!accepted);
    }
  });
});
