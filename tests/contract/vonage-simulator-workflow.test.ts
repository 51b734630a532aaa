import { Channels } from "@vonage/verify2";
import { expect, test } from "vitest";
import { client, number, refusal, simulator, sms, smsThenVoice, wrong } from "./support";

test("when the text's time is over a call follows by itself and speaks a new code twice", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(smsThenVoice());
  await control.advanceSeconds(120);
  const [text, call] = control.messagesFor(number);
  expect(call).toMatchObject({ channel: "voice", step: 2, requestId, call: { state: "ringing" } });
  expect(call?.text.split(Array.from(call.code).join(", "))).toHaveLength(3);
  expect(Date.parse(call?.at ?? "") - Date.parse(text?.at ?? "")).toBe(120_000);
  expect(await verify.checkCode(requestId, call?.code ?? "")).toBe("completed");
});

test("the first code is refused once the call has brought another", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(smsThenVoice());
  const first = control.latestCode(number);
  await verify.nextWorkflow(requestId);
  // Two random codes of six digits may be the same one.
  if (first !== control.latestCode(number)) {
    expect(await refusal(verify.checkCode(requestId, first ?? ""))).toMatchObject({ status: 400 });
  }
  expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
});

test("with reuse_code the call repeats the code of the text", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(smsThenVoice(true));
  const first = control.latestCode(number) ?? "";
  expect(await verify.nextWorkflow(requestId)).toBe(true);
  expect(control.messagesFor(number).map(({ code }) => code)).toEqual([first, first]);
  expect(await verify.checkCode(requestId, first)).toBe("completed");
});

test("a request of three steps runs through all of them in time and then expires", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const steps = [Channels.SMS, Channels.VOICE, Channels.SMS] as const;
  const workflow = steps.map((channel) => ({ channel, to: number }));
  const { requestId } = await verify.newRequest(sms({ workflow, channelTimeout: 15 }));
  await control.advanceSeconds(44);
  expect(control.messagesFor(number).map(({ channel }) => channel)).toEqual(["sms", "voice", "sms"]);
  expect(await refusal(verify.checkCode(requestId, wrong(control.latestCode(number))))).toMatchObject({
    status: 400,
  });
  await control.advanceSeconds(1);
  expect(await verify.nextWorkflow(requestId)).toBe(false);
});

test("going on after the last step is a conflict, and the last step keeps running", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  expect(await verify.nextWorkflow(requestId)).toBe(false);
  expect(control.calls().at(-1)).toMatchObject({ operation: "next", requestId, number, status: 409 });
  expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
  expect(await verify.nextWorkflow(requestId)).toBe(false);
  expect(control.calls().at(-1)).toMatchObject({ operation: "next", status: 404 });
});

test("a cancel is refused for 30 seconds and frees the number after them", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  await control.advanceSeconds(29);
  expect(await verify.cancel(requestId)).toBe(false);
  expect(control.calls().at(-1)).toMatchObject({ operation: "cancel", status: 404 });
  await control.advanceSeconds(1);
  expect(await verify.cancel(requestId)).toBe(true);
  expect(control.calls().at(-1)).toMatchObject({ operation: "cancel", status: 204 });
  expect(await verify.cancel(requestId)).toBe(false);
  await verify.newRequest(sms());
});

test("a cancel is refused after the second step began", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(smsThenVoice());
  await control.advanceSeconds(120);
  expect(await verify.cancel(requestId)).toBe(false);
  expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
});

test("a cancel of an unknown or finished request, or without an answer, is just false", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  expect(await verify.cancel("0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11")).toBe(false);
  const { requestId } = await verify.newRequest(sms());
  await control.advanceSeconds(60);
  control.fault({ operation: "cancel", effect: { kind: "reset" } });
  expect(await verify.cancel(requestId)).toBe(false);
  expect(await verify.cancel(requestId)).toBe(true);
});

test("a number may stay busy for a while after a cancel when the switch says so", async () => {
  const { url, control } = await simulator();
  control.setSwitches({ busySecondsAfterCancel: 12 });
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  await control.advanceSeconds(30);
  expect(await verify.cancel(requestId)).toBe(true);
  const busy = await refusal(verify.newRequest(sms()));
  expect(busy).toMatchObject({ status: 409, fragment: "concurrent" });
  expect(busy.body.request_id).toBeUndefined();
  await control.advanceSeconds(12);
  await verify.newRequest(sms());
});

test("a refused text brings the call at once, and a dropped one only when its time is over", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  control.fault({ operation: "deliver", number, effect: { kind: "refuse" } });
  await verify.newRequest(smsThenVoice());
  expect(control.messagesFor(number)).toMatchObject([{ channel: "voice" }]);
  const other = "447700900124";
  control.fault({ operation: "deliver", number: other, effect: { kind: "drop" } });
  const to = [Channels.SMS, Channels.VOICE] as const;
  await verify.newRequest(sms({ workflow: to.map((channel) => ({ channel, to: other })) }));
  expect(control.messagesFor(other)).toEqual([]);
  await control.advanceSeconds(120);
  expect(control.messagesFor(other)).toMatchObject([{ channel: "voice" }]);
});

test("a late text arrives when its time has come", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "deliver", effect: { kind: "late", seconds: 20 } });
  await client({ url }).newRequest(sms());
  await control.advanceSeconds(19);
  expect(control.latestCode(number)).toBeUndefined();
  await control.advanceSeconds(1);
  expect(control.latestCode(number)).toMatch(/^\d{6}$/);
});

test("a call rings, can be answered and hung up, and is missed after half a minute", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  await verify.newRequest(sms({ workflow: [{ channel: Channels.VOICE, to: number }] }));
  const id = control.messagesFor(number)[0]?.id ?? "";
  expect(control.answerCall(id)).toBe(true);
  expect(control.messagesFor(number)[0]?.call?.state).toBe("answered");
  expect(control.hangUp(id)).toBe(true);
  expect(control.answerCall(id)).toBe(false);
  const other = "447700900124";
  await verify.newRequest(sms({ workflow: [{ channel: Channels.VOICE, to: other }] }));
  await control.advanceSeconds(30);
  expect(control.messagesFor(other)[0]?.call?.state).toBe("missed");
});

test("a text speaks the person's language, and English when that is unknown", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms({ locale: "de-de" }));
  const german = control.messagesFor(number)[0];
  expect(german?.text).toBe(`Countersign-Code: ${german?.code}. Gültig für 2 Minuten. Nie weitergeben.`);
  await verify.checkCode(requestId, german?.code ?? "");
  await verify.newRequest(sms({ locale: "xx-xx" }));
  expect(control.messagesFor(number)[1]).toMatchObject({ locale: "en-us" });
});

test("WhatsApp, RCS and mail reach the handset under the name of their channel", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const steps = [
    { channel: Channels.WHATSAPP, to: number, from: "447900000001" },
    { channel: Channels.RCS, to: number, from: "Countersign" },
    { channel: Channels.EMAIL, to: "Ada@example.test" },
  ] as const;
  const { requestId } = await verify.newRequest(sms({ workflow: [...steps] }));
  await verify.nextWorkflow(requestId);
  await verify.nextWorkflow(requestId);
  const arrived = control.messagesFor(number).map(({ channel, from }) => [channel, from]);
  expect(arrived).toEqual([
    ["whatsapp", "447900000001"],
    ["rcs", "Countersign"],
  ]);
  const [mail] = control.messagesFor("ada@example.test");
  expect(mail).toMatchObject({ channel: "email", step: 3 });
  expect(await verify.checkCode(requestId, mail?.code ?? "")).toBe("completed");
});
