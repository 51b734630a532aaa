import { Channels } from "@vonage/verify2";
import { expect, test } from "vitest";
import { client, number, refusal, simulator, sms, smsThenVoice, wrong } from "./support";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a start sends one text with the code, the brand and how long it holds", async () => {
  const { url, control } = await simulator();
  const { requestId } = await client({ url }).newRequest(sms());
  expect(requestId).toMatch(uuid);
  const [message, ...more] = control.messagesFor(number);
  expect(more).toEqual([]);
  expect(message).toMatchObject({ requestId, step: 1, channel: "sms", to: number, from: "Countersign" });
  expect(message?.code).toMatch(/^\d{6}$/);
  expect(message?.text).toBe(`Countersign code: ${message?.code}. Valid for 2 minutes. Never share it.`);
});

test("the right code completes a request, and its id is gone afterwards", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  const code = control.latestCode(`+${number}`) ?? "";
  expect(await verify.checkCode(requestId, code)).toBe("completed");
  const again = await refusal(verify.checkCode(requestId, code));
  expect(again).toMatchObject({ status: 404, title: "Not Found", fragment: "request-not-found" });
});

test("a wrong code leaves two tries, the third ends the request, and then nothing is left", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  const code = control.latestCode(number) ?? "";
  const attempt = () => refusal(verify.checkCode(requestId, wrong(code)));
  expect(await attempt()).toMatchObject({ status: 400, title: "Invalid Code", fragment: "invalid-code" });
  expect(await attempt()).toMatchObject({ status: 400, fragment: "invalid-code" });
  expect(await attempt()).toMatchObject({ status: 410, title: "Invalid Code", fragment: "expired" });
  expect(await refusal(verify.checkCode(requestId, code))).toMatchObject({ status: 404 });
});

test("the right code still passes after two wrong ones", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  const code = control.latestCode(number) ?? "";
  await refusal(verify.checkCode(requestId, wrong(code)));
  await refusal(verify.checkCode(requestId, wrong(code)));
  expect(await verify.checkCode(requestId, code)).toBe("completed");
});

test("tries run through all steps of a request and do not start anew with a new code", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(smsThenVoice());
  const attempt = () => refusal(verify.checkCode(requestId, wrong(control.latestCode(number))));
  await attempt();
  await attempt();
  await verify.nextWorkflow(requestId);
  expect(await attempt()).toMatchObject({ status: 410 });
});

test("a request ends with the time of its last step and not a second before", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const first = await verify.newRequest(sms());
  const code = control.latestCode(number) ?? "";
  await control.advanceSeconds(119);
  expect(await refusal(verify.checkCode(first.requestId, wrong(code)))).toMatchObject({ status: 400 });
  await control.advanceSeconds(1);
  expect(await refusal(verify.checkCode(first.requestId, code))).toMatchObject({ status: 404 });
});

test("a second start for a number with a live request is refused with the live id", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  const second = await refusal(verify.newRequest(sms()));
  expect(second).toMatchObject({ status: 409, title: "Conflict", fragment: "concurrent" });
  expect(second.body.request_id).toBe(requestId);
  expect(control.messagesFor(number)).toHaveLength(1);
});

test("of many starts at once for one number exactly one goes through", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const starts = await Promise.allSettled(Array.from({ length: 8 }, () => verify.newRequest(sms())));
  expect(starts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(control.messagesFor(number)).toHaveLength(1);
});

test("another number is free while one is busy, and a number is free again once its request ended", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  await verify.newRequest(sms({ workflow: [{ channel: Channels.SMS, to: "447700900124" }] }));
  await verify.checkCode(requestId, control.latestCode(number) ?? "");
  await verify.newRequest(sms());
  expect(control.messagesFor(number)).toHaveLength(2);
});

test("a code that starts with zero stays a string of its full length", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms({ code: "004217" }));
  expect(control.latestCode(number)).toBe("004217");
  expect(await refusal(verify.checkCode(requestId, "4217"))).toMatchObject({ status: 400 });
  expect(await verify.checkCode(requestId, "004217")).toBe("completed");
});

test("codes have the length that was asked for, and four digits when none was", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  for (const [length, expected] of [
    [4, 4],
    [10, 10],
    [undefined, 4],
  ] as const) {
    const { brand, workflow } = sms();
    const { requestId } = await verify.newRequest({
      brand,
      workflow,
      ...(length === undefined ? {} : { codeLength: length }),
    });
    const code = control.latestCode(number) ?? "";
    expect(code).toHaveLength(expected);
    await verify.checkCode(requestId, code);
  }
});

test("an own code is what the text says and what passes", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms({ code: "Qx7Zk2" }));
  expect(control.messagesFor(number)[0]?.text).toContain("Qx7Zk2");
  expect(await refusal(verify.checkCode(requestId, "Qx7Zk3"))).toMatchObject({ status: 400 });
  expect(await verify.checkCode(requestId, "Qx7Zk2")).toBe("completed");
});

test("an own code is refused to accounts that may not choose theirs", async () => {
  const { url, control } = await simulator();
  control.setSwitches({ ownCode: "refused" });
  const refused = await refusal(client({ url }).newRequest(sms({ code: "482913" })));
  expect(refused).toMatchObject({ status: 422, body: { invalid_parameters: [{ name: "code" }] } });
  expect(control.outbox()).toEqual([]);
  await client({ url }).newRequest(sms());
});
