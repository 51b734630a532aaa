import { expect, test } from "vitest";
import { serveWith } from "../environment";

const telnyx = { TELNYX_API_KEY: "KEY0123456789abcdef", TELNYX_FROM: "+447700900000" };
const publicKey = { TELNYX_PUBLIC_KEY: Buffer.alloc(32, 7).toString("base64") };
const signed = { VONAGE_API_KEY: "a1b2c3d4", VONAGE_SIGNATURE_SECRET: "s".repeat(40) };

async function registry(variables: Readonly<Record<string, string>> = {}) {
  serveWith(variables);
  return import("@/lib/verify/registry");
}

test("Vonage stands alone unless something else is asked for", async () => {
  const { first, fallback, of } = (await registry()).verifyProviders();
  expect(first).toMatchObject({ name: "vonage", workflow: ["sms", "voice"], codes: "provider" });
  expect(fallback).toBeNull();
  expect(of("vonage")).toBe(first);
  expect(of("telnyx")).toBeNull();
});

test("The fallback is Telnyx, with PINs of ours", async () => {
  const { first, fallback, of } = (
    await registry({ ...telnyx, VERIFY_FALLBACK: "telnyx" })
  ).verifyProviders();
  expect([first.name, fallback?.name]).toEqual(["vonage", "telnyx"]);
  expect(fallback).toMatchObject({ workflow: ["sms"], codes: "own" });
  expect(of("telnyx")).toBe(fallback);
});

test("Telnyx may stand alone", async () => {
  const { first, fallback, of } = (
    await registry({ ...telnyx, VERIFY_PROVIDER: "telnyx" })
  ).verifyProviders();
  expect([first.name, fallback, of("vonage")]).toEqual(["telnyx", null, null]);
});

test("With own codes Vonage's messages repeat their PIN", async () => {
  const { first } = (await registry({ VONAGE_OWN_CODES: "1" })).verifyProviders();
  expect(first.codes).toBe("repeated");
});

test("The providers are made once", async () => {
  const { verifyProviders } = await registry();
  expect(verifyProviders()).toBe(verifyProviders());
});

test.each(["", "__proto__", "constructor", "Vonage", "twilio"])("There is no provider %j", async (name) => {
  const { verifyProviders, callbackProvider } = await registry(signed);
  expect([verifyProviders().of(name), callbackProvider(name)]).toEqual([null, null]);
});

const fallback = { ...telnyx, VERIFY_FALLBACK: "telnyx" };
const alone = { ...telnyx, VERIFY_PROVIDER: "telnyx" };

test.each([
  ["no keys for callbacks", {}, []],
  ["Vonage's", signed, ["vonage"]],
  ["a key of Telnyx, which is not used", { ...signed, ...telnyx, ...publicKey }, ["vonage"]],
  ["a fallback without its key", { ...signed, ...fallback }, ["vonage"]],
  ["both", { ...signed, ...fallback, ...publicKey }, ["vonage", "telnyx"]],
  ["keys of Vonage, which is not used", { ...signed, ...alone, ...publicKey }, ["telnyx"]],
])("With %s, callbacks are taken from %j", async (_, variables, taken) => {
  const { callbackProvider } = await registry(variables);
  const names = ["vonage", "telnyx"].filter((name) => callbackProvider(name)?.name === name);
  expect(names).toEqual(taken);
});
