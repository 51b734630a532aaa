import { Channels } from "@vonage/verify2";
import { describe, expect, test } from "vitest";
import { applicationId, client, number, refusal, simulator, sms, strangersKey } from "./support";

const unknownId = "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11";

describe("credentials", () => {
  const cases = [
    ["signed with another key", { privateKey: strangersKey() }],
    ["of another application", { applicationId: unknownId }],
    ["issued in the future", { jwtOptions: { issued_at: Math.floor(Date.now() / 1000) + 300 } }],
  ] as const;
  for (const [what, options] of cases) {
    test(`a token ${what} is unauthorized`, async () => {
      const { url, control } = await simulator();
      const refused = await refusal(client({ url }, options).newRequest(sms()));
      expect(refused).toMatchObject({ status: 401, title: "Unauthorized", fragment: "unauthorized" });
      expect(control.outbox()).toEqual([]);
    });
  }

  test("an expired token is told apart from a bad one", async () => {
    const { url } = await simulator();

    const refused = await refusal(client({ url }, { jwtOptions: { ttl: -60 } }).newRequest(sms()));
    expect(refused).toMatchObject({ status: 401, fragment: "jwt-expired" });
  });

  test("no credentials, an unsigned token and a key pair without its secret are unauthorized", async () => {
    const { url } = await simulator();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(Date.now() / 1000);
    const claims = { application_id: applicationId, jti: unknownId, iat: now, exp: now + 900 };
    const unsigned = `Bearer ${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
    for (const authorization of [undefined, unsigned, "Basic YTpi"]) {
      const headers: HeadersInit = authorization === undefined ? {} : { authorization };
      const response = await fetch(`${url}/v2/verify`, { method: "POST", headers, body: "{}" });
      expect(response.status).toBe(401);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  test("credentials come before credit, credit before the rate, and the rate before the fields", async () => {
    const { url, control } = await simulator();
    const verify = client({ url });
    const nothing = sms({ brand: "", workflow: [] });
    control.setSwitches({ lowBalance: true, requestsPerSecond: 1 });
    const stranger = client({ url }, { privateKey: strangersKey() });
    expect(await refusal(stranger.newRequest(nothing))).toMatchObject({ status: 401 });
    const poor = await refusal(verify.newRequest(nothing));
    expect(poor).toMatchObject({ status: 402, title: "Low balance", fragment: "low-balance" });
    control.setSwitches({ lowBalance: false });
    expect(await refusal(verify.newRequest(nothing))).toMatchObject({ status: 422 });
    const fast = await refusal(verify.newRequest(nothing));
    expect(fast).toMatchObject({ status: 429, title: "Rate Limit Hit", fragment: "throttled" });
    expect(fast.headers.get("retry-after")).toBe("1");
  });
});

describe("fields", () => {
  const to = (address: string) => ({ workflow: [{ channel: Channels.SMS, to: address }] as const });
  const text = { channel: Channels.SMS, to: number } as const;
  const whatsApp = { channel: Channels.WHATSAPP, to: number } as const;
  const interactive = { channel: Channels.WHATSAPP_INTERACTIVE, to: number } as const;
  const cases = [
    ["a brand of 19 characters", { brand: "ABCDEFGHIJKLMNOPQRS" }, "brand"],
    ["a brand with a colon", { brand: "Acme: pay" }, "brand"],
    ["an empty workflow", { workflow: [] }, "workflow"],
    ["a workflow of four steps", { workflow: [text, text, text, text] }, "workflow"],
    ["a number with a plus", { workflow: [...to(`+${number}`).workflow] }, "to"],
    ["a number with a 00 prefix", { workflow: [...to(`00${number}`).workflow] }, "to"],
    ["a number with spaces", { workflow: [...to("44 7700 900123").workflow] }, "to"],
    ["WhatsApp without a sender", { workflow: [whatsApp] }, "from"],
    ["interactive WhatsApp, which no longer exists", { workflow: [interactive] }, "channel"],
    ["a sender of 12 letters", { workflow: [{ ...text, from: "CountersignXY" }] }, "from"],
    ["an app hash of 10 characters", { workflow: [{ ...text, appHash: "ABCDEFGHIJ" }] }, "app_hash"],
    ["a step of 14 seconds", { channelTimeout: 14 }, "channel_timeout"],
    ["a step of 901 seconds", { channelTimeout: 901 }, "channel_timeout"],
    ["a client reference with dashes", { clientRef: unknownId }, "client_ref"],
    ["a code of three digits", { codeLength: 3 }, "code_length"],
    ["a code of eleven digits", { codeLength: 11 }, "code_length"],
    ["an own code with a dash", { code: "12-456" }, "code"],
  ] as const;
  for (const [what, change, name] of cases) {
    test(`${what} is refused under the name ${name}`, async () => {
      const { url, control } = await simulator();
      const refused = await refusal(client({ url }).newRequest(sms(structuredClone<object>(change))));
      expect(refused).toMatchObject({ status: 422, title: "Invalid params", fragment: "invalid-params" });
      expect(refused.body.invalid_parameters?.map((parameter) => parameter.name)).toEqual([name]);
      expect(control.outbox()).toEqual([]);
    });
  }

  test("all faults of a request are named at once", async () => {
    const { url } = await simulator();
    const request = sms({ brand: "", channelTimeout: 5, workflow: [{ channel: Channels.SMS, to: "+1" }] });
    const { body } = await refusal(client({ url }).newRequest(request));
    const names = body.invalid_parameters?.map((parameter) => parameter.name);
    expect(new Set(names)).toEqual(new Set(["brand", "channel_timeout", "to"]));
  });

  test("the limits themselves are accepted", async () => {
    const { url } = await simulator();
    const request = sms({ brand: "ABCDEFGHIJKLMNOPQR", channelTimeout: 900, clientRef: "a".repeat(40) });
    await client({ url }).newRequest({ ...request, codeLength: 10 });
  });

  test("a code that cannot be one costs no try", async () => {
    const { url, control } = await simulator();
    const verify = client({ url });
    const { requestId } = await verify.newRequest(sms());
    for (const code of ["123", "12345678901", "12 456", ""]) {
      const refused = await refusal(verify.checkCode(requestId, code));
      expect(refused).toMatchObject({ status: 422, body: { invalid_parameters: [{ name: "code" }] } });
    }
    expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
  });
});

test("an id that is unknown or no id at all is not found", async () => {
  const { url } = await simulator();
  const verify = client({ url });
  for (const id of [unknownId, "nonsense"]) {
    const refused = await refusal(verify.checkCode(id, "123456"));
    expect(refused).toMatchObject({ status: 404, title: "Not Found", fragment: "request-not-found" });
  }
});
