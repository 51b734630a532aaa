import { request } from "node:http";
import { Channels } from "@vonage/verify2";
import { describe, expect, test } from "vitest";
import { apiKey, apiSecret, callbackReceiver, client, number, refusal, simulator, sms } from "./support";

const basic = (secret: string) => `Basic ${Buffer.from(`${apiKey}:${secret}`).toString("base64")}`;
const start = { brand: "Countersign", workflow: [{ channel: "sms", to: number }] };

/** The SDK never sends key and secret to v2, and `fetch` cannot send a header twice. */
function post(url: string, path: string, authorization: string | string[], body: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}${path}`, { method: "POST" }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.setHeader("authorization", authorization);
    call.on("error", reject);
    call.end(JSON.stringify(body));
  });
}

describe("key and secret", () => {
  test("are taken, and their requests get no callbacks", async () => {
    const receiver = await callbackReceiver();
    const { url, control } = await simulator({ callbackUrl: receiver.url });
    expect(await post(url, "/v2/verify", basic(apiSecret), start)).toBe(202);
    const [message] = control.messagesFor(number);
    const check = { code: message?.code };
    expect(await post(url, `/v2/verify/${message?.requestId}`, basic(apiSecret), check)).toBe(200);
    await control.callbacksSettled();
    expect(receiver.received).toEqual([]);
  });

  test("that are wrong, or come with a token, are unauthorized", async () => {
    const { url, control } = await simulator();
    const wrongs = [basic("another"), [basic(apiSecret), "Bearer x"], `${basic(apiSecret)}, Bearer x`];
    for (const wrong of wrongs) expect(await post(url, "/v2/verify", wrong, start)).toBe(401);
    expect(control.outbox()).toEqual([]);
  });
});

describe("the check for fraud", () => {
  async function blocking(fraudCheck: "ignored" | "when-asked" | "unless-declined") {
    const { url, control } = await simulator();
    control.setSwitches({ fraudCheck, blockedNumbers: [`+${number}`] });
    return { control, verify: client({ url }) };
  }

  test.each([
    ["ignored", true, 1],
    ["when-asked", undefined, 1],
    ["when-asked", true, 0],
    ["unless-declined", undefined, 0],
    ["unless-declined", false, 1],
  ] as const)("that is %s with fraud_check %s lets %i text through", async (mode, fraudCheck, texts) => {
    const { control, verify } = await blocking(mode);
    await verify.newRequest(sms(fraudCheck === undefined ? {} : { fraudCheck }));
    expect(control.messagesFor(number)).toHaveLength(texts);
  });

  test("blocks silently: the start is accepted, and the request is over", async () => {
    const { verify } = await blocking("unless-declined");
    const { requestId } = await verify.newRequest(sms());
    expect(await refusal(verify.checkCode(requestId, "123456"))).toMatchObject({ status: 404 });
  });
});

describe("magic numbers", () => {
  function to(ending: string) {
    const phone = `447700900${ending}`;
    return sms({
      workflow: [
        { channel: Channels.SMS, to: phone },
        { channel: Channels.VOICE, to: phone },
      ],
    });
  }

  test("are ordinary ones until they are switched on", async () => {
    const { url, control } = await simulator();
    for (const ending of ["981", "984", "986"]) await client({ url }).newRequest(to(ending));
    expect(control.outbox().map(({ delivery }) => delivery)).toEqual(["arrived", "arrived", "arrived"]);
  });

  test("fail, are blocked or are slow by their last digits", async () => {
    const { url, control } = await simulator();
    control.setSwitches({ magicNumbers: true });
    for (const ending of ["980", "981", "982", "983"]) await client({ url }).newRequest(to(ending));
    const becameOf = control.outbox().map(({ to: phone, delivery }) => `${phone.slice(-3)} ${delivery}`);
    // A text that cannot be delivered is followed by the call, which fails in the same way.
    expect(becameOf).toEqual(["980 arrived", "981 refused", "981 refused", "982 refused", "983 late"]);
  });

  test.each([
    ["984", 402],
    ["985", 429],
    ["986", 500],
  ])("that end in %s are answered %i", async (ending, status) => {
    const { url, control } = await simulator();
    control.setSwitches({ magicNumbers: true });
    expect(await refusal(client({ url }).newRequest(to(ending)))).toMatchObject({ status });
    control.fault({ operation: "start", effect: { kind: "answer", status: 409 } });
    expect(await refusal(client({ url }).newRequest(to(ending)))).toMatchObject({ status: 409 });
  });
});
