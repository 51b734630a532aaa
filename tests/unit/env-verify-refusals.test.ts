import { describe, expect, test } from "vitest";
import { type Changes, core, problems, secret, starting, telnyx, vonage } from "./configuration";

describe("Nothing half configured starts, and the message names what is missing or wrong", () => {
  const whole = { VONAGE_API_KEY: "a1b2c3d4", VONAGE_SIGNATURE_SECRET: secret };

  test.each<[string, Changes, string[]]>([
    [
      "no application",
      { ...vonage, VONAGE_APPLICATION_ID: undefined },
      ["VONAGE_APPLICATION_ID is missing: the UUID"],
    ],
    ["nothing of Vonage", core, ["VONAGE_APPLICATION_ID is missing", "VONAGE_PRIVATE_KEY is missing: .*PEM"]],
    [
      "WhatsApp without its sender",
      { ...vonage, VERIFY_WORKFLOW: "whatsapp,sms" },
      ["VONAGE_WHATSAPP_FROM is missing: .*WhatsApp Business"],
    ],
    [
      "a key without its secret",
      { ...vonage, ...whole, VONAGE_SIGNATURE_SECRET: undefined },
      ["VONAGE_SIGNATURE_SECRET is missing: .*VONAGE_API_KEY too, or neither"],
    ],
    [
      "a secret without its key",
      { ...vonage, ...whole, VONAGE_API_KEY: undefined },
      ["VONAGE_API_KEY is missing: .*VONAGE_SIGNATURE_SECRET too, or neither"],
    ],
    [
      "a short secret",
      { ...vonage, ...whole, VONAGE_SIGNATURE_SECRET: "short" },
      ["VONAGE_SIGNATURE_SECRET is not usable: .*32"],
    ],
    [
      "an unknown provider",
      { ...core, VERIFY_PROVIDER: "twilio" },
      ["VERIFY_PROVIDER is not usable: vonage or telnyx"],
    ],
    [
      "an unknown fallback",
      { ...vonage, VERIFY_FALLBACK: "vonage" },
      ["VERIFY_FALLBACK is not usable: telnyx, when"],
    ],
    [
      "a fallback of Telnyx itself",
      { ...telnyx, VERIFY_FALLBACK: "telnyx" },
      ["VERIFY_FALLBACK is not usable"],
    ],
    [
      "a fallback without its settings",
      { ...vonage, VERIFY_FALLBACK: "telnyx" },
      ["TELNYX_API_KEY is missing: an API key", "TELNYX_MESSAGING_PROFILE_ID is missing"],
    ],
    [
      "no sender of Telnyx",
      { ...telnyx, TELNYX_FROM: undefined },
      ["TELNYX_MESSAGING_PROFILE_ID is missing: .*without TELNYX_FROM"],
    ],
    [
      "a name without a profile",
      { ...telnyx, TELNYX_FROM: "Countersign" },
      ["TELNYX_MESSAGING_PROFILE_ID is missing: .*when that is a name"],
    ],
    [
      "several things at once",
      { ...telnyx, TELNYX_API_KEY: undefined, TELNYX_PUBLIC_KEY: "x", AUTH_SECRET: undefined },
      ["AUTH_SECRET is missing", "TELNYX_PUBLIC_KEY is not usable", "TELNYX_API_KEY is missing"],
    ],
  ])("%s", (_, given, told) => {
    expect(problems(given)).toEqual(starting(...told));
  });

  test.each([
    ["VONAGE_SMS_FROM", "more than 11 characters"],
    ["VONAGE_SMS_FROM", "1".repeat(16)],
    ["VONAGE_SMS_FROM", "Ada & Co"],
    ["VONAGE_WHATSAPP_FROM", "Countersign"],
    ["VONAGE_RCS_FROM", "more than 15 characters"],
    ["VONAGE_EMAIL_FROM", "pin at example.org"],
    ["VONAGE_TEMPLATE_ID", "my-template"],
    ["VONAGE_OWN_CODES", "yes"],
    ["VONAGE_API_KEY", "a b"],
    ["TELNYX_API_KEY", "KEY with spaces in it"],
    ["TELNYX_API_KEY", "KEY-short"],
    ["TELNYX_FROM", "447700900000000000"],
    ["TELNYX_FROM", "Countersign Ltd"],
    ["TELNYX_MESSAGING_PROFILE_ID", "my profile"],
    ["TELNYX_PUBLIC_KEY", Buffer.alloc(31).toString("base64")],
    ["TELNYX_PUBLIC_KEY", Buffer.alloc(33).toString("base64")],
    ["TELNYX_PUBLIC_KEY", `${"a".repeat(42)}_=`],
    ["TELNYX_API_HOST", "http://api.telnyx.com"],
  ])("%s as %j", (name, value) => {
    const given = { ...vonage, ...telnyx, VERIFY_PROVIDER: undefined, VERIFY_FALLBACK: "telnyx" };
    const told = problems({ ...given, [name]: value });
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`^${name} is not usable: .+`)));
    expect(told.join()).not.toContain(value);
  });

  test("No message repeats a key", () => {
    const given = { VERIFY_PROVIDER: "hunter2", VERIFY_WORKFLOW: "hunter2", VERIFY_FALLBACK: "hunter2" };
    for (const [name, value] of Object.entries(given)) {
      expect(problems({ ...vonage, [name]: value }).join()).not.toContain("hunter2");
    }
  });
});
