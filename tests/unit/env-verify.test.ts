import { describe, expect, test } from "vitest";
import { parseEnv } from "@/lib/env";
import { apiKey, type Changes, present, problems, secret, starting, telnyx, vonage } from "./configuration";

const profile = "8f2c1a9e-6f0b-4c53-9f43-1d3b6f0a7c21";
const publicKey = Buffer.alloc(32, 7).toString("base64");
const settings = (changes: Changes) => parseEnv(present(changes)).verify;

test("Without a word about providers Vonage sends texts, then calls, and takes no callbacks", () => {
  expect(settings(vonage)).toMatchObject({
    provider: "vonage",
    fallback: null,
    vonage: { workflow: ["sms", "voice"], senders: {}, templateId: null, ownCodes: false, callbacks: null },
    telnyx: null,
  });
});

test("Everything about Vonage is taken as given", () => {
  const given = {
    VERIFY_WORKFLOW: " silent_auth, WhatsApp ,email",
    VONAGE_SMS_FROM: "+447700900001",
    VONAGE_WHATSAPP_FROM: "+447700900002",
    VONAGE_RCS_FROM: "Countersign",
    VONAGE_EMAIL_FROM: "pin@example.org",
    VONAGE_TEMPLATE_ID: profile,
    VONAGE_OWN_CODES: "1",
    VONAGE_API_KEY: "a1b2c3d4",
    VONAGE_SIGNATURE_SECRET: secret,
  };
  expect(settings({ ...vonage, ...given }).vonage).toMatchObject({
    workflow: ["silent_auth", "whatsapp", "email"],
    senders: { sms: "447700900001", whatsapp: "447700900002", rcs: "Countersign", email: "pin@example.org" },
    templateId: profile,
    ownCodes: true,
    callbacks: { apiKey: "a1b2c3d4", signatureSecrets: [secret] },
  });
});

test("With Telnyx alone nothing of Vonage is needed", () => {
  expect(settings({ ...telnyx, TELNYX_PUBLIC_KEY: publicKey })).toMatchObject({
    provider: "telnyx",
    fallback: null,
    vonage: null,
    telnyx: {
      apiKey,
      from: "+447700900000",
      messagingProfileId: null,
      publicKeys: [publicKey],
      apiHost: "https://api.telnyx.com",
    },
  });
});

test("As a fallback Telnyx stands beside Vonage", () => {
  const both = settings({ ...telnyx, ...vonage, VERIFY_PROVIDER: undefined, VERIFY_FALLBACK: "telnyx" });
  expect(both).toMatchObject({ provider: "vonage", fallback: "telnyx" });
  expect(both.vonage && both.telnyx).toBeTruthy();
});

test("What is set for a provider that is not used is no obstacle", () => {
  expect(settings({ ...vonage, TELNYX_FROM: "Countersign" }).telnyx).toBeNull();
  expect(settings({ ...telnyx, VONAGE_API_KEY: "a1b2c3d4" }).vonage).toBeNull();
});

describe("The workflow", () => {
  test.each(["sms", "voice", "whatsapp", "sms,voice,email", "silent_auth,sms,voice", "rcs,sms"])(
    "may be %s",
    (workflow) => {
      const given = { ...vonage, VERIFY_WORKFLOW: workflow, VONAGE_WHATSAPP_FROM: "447700900002" };
      expect(settings(given).vonage?.workflow).toEqual(workflow.split(","));
    },
  );

  test.each([
    "silent_auth",
    "sms,silent_auth",
    "silent_auth,silent_auth,sms",
    "sms,sms",
    "sms,voice,whatsapp,rcs",
    "silent_auth,sms,voice,email",
    "sms,,voice",
    "sms,",
    "fax",
    "sms voice",
    "whatsapp_interactive",
    "constructor",
  ])("may not be %s", (workflow) => {
    expect(problems({ ...vonage, VERIFY_WORKFLOW: workflow })).toEqual(
      starting("VERIFY_WORKFLOW is not usable: up to three of sms"),
    );
  });

  test("is sms with Telnyx, and nothing else", () => {
    expect(settings({ ...telnyx, VERIFY_WORKFLOW: "sms" }).provider).toBe("telnyx");
    for (const workflow of ["voice", "sms,voice", "silent_auth,sms"]) {
      expect(problems({ ...telnyx, VERIFY_WORKFLOW: workflow })).toEqual(
        starting("VERIFY_WORKFLOW is not usable: Telnyx sends texts only"),
      );
    }
  });
});

test("A sender may be a number, a short code, or a name with a profile", () => {
  for (const from of ["+447700900000", "60123"]) {
    expect(settings({ ...telnyx, TELNYX_FROM: from }).telnyx?.from).toBe(from);
  }
  const named = settings({ ...telnyx, TELNYX_FROM: "Countersign", TELNYX_MESSAGING_PROFILE_ID: profile });
  expect(named.telnyx).toMatchObject({ from: "Countersign", messagingProfileId: profile });
  const pool = settings({ ...telnyx, TELNYX_FROM: undefined, TELNYX_MESSAGING_PROFILE_ID: profile });
  expect(pool.telnyx).toMatchObject({ from: null, messagingProfileId: profile });
});

test("Numbers for drama are accepted while the first provider is on this machine, whatever the fallback is", () => {
  const simulated = (changes: Changes) => parseEnv(present(changes)).simulated;
  const local = "http://127.0.0.1:4000";
  const both = { ...telnyx, ...vonage, VERIFY_PROVIDER: undefined, VERIFY_FALLBACK: "telnyx" };
  expect(simulated({ ...telnyx, TELNYX_API_HOST: local })).toBe(true);
  expect(simulated({ ...telnyx, VONAGE_API_HOST: local })).toBe(false);
  expect(simulated({ ...both, TELNYX_API_HOST: local })).toBe(false);
  expect(simulated({ ...both, VONAGE_API_HOST: local })).toBe(true);
});
