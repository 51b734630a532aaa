import { expect, test } from "vitest";
import { client, failure, number, refusal, simulator, sms } from "./support";

test("a fault strikes once, and the next call goes through", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  control.fault({ operation: "start", effect: { kind: "answer", status: 429, retryAfterSeconds: 7 } });
  const limited = await refusal(verify.newRequest(sms()));
  expect(limited).toMatchObject({ status: 429, title: "Rate Limit Hit", fragment: "throttled" });
  expect(limited.headers.get("retry-after")).toBe("7");
  expect(control.outbox()).toEqual([]);
  await verify.newRequest(sms());
});

test("a lasting fault strikes its own number until it is cleared, and no other", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const effect = { kind: "answer", status: 500 } as const;
  control.fault({ operation: "any", number: `+${number}`, lasting: true, effect });
  const broken = await refusal(verify.newRequest(sms()));
  expect(broken).toMatchObject({ status: 500, title: "Internal error", fragment: "internal-error" });
  expect(await refusal(verify.newRequest(sms()))).toMatchObject({ status: 500 });
  const [step] = sms().workflow;
  await verify.newRequest(sms({ workflow: step ? [{ ...step, to: "447700900124" }] : [] }));
  control.clearFaults();
  await verify.newRequest(sms());
});

test("a connection that is reset before handling leaves nothing behind", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "start", effect: { kind: "reset" } });
  const error = await failure(client({ url }).newRequest(sms()));
  expect(error).toMatchObject({ code: "ECONNRESET" });
  expect(control.outbox()).toEqual([]);
  expect(control.calls()).toMatchObject([{ operation: "start", number, status: null }]);
});

test("a connection that is reset after accepting has sent the text, and the number is busy", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  control.fault({ operation: "start", when: "after", effect: { kind: "reset" } });
  expect(await failure(verify.newRequest(sms()))).toMatchObject({ code: "ECONNRESET" });
  const [message] = control.messagesFor(number);
  const busy = await refusal(verify.newRequest(sms()));
  expect(busy).toMatchObject({ status: 409, body: { request_id: message?.requestId } });
});

test("a check whose answer is lost has been counted, and its repetition finds nothing", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const { requestId } = await verify.newRequest(sms());
  const code = control.latestCode(number) ?? "";
  control.fault({ operation: "check", when: "after", effect: { kind: "reset" } });
  await failure(verify.checkCode(requestId, code));
  expect(await refusal(verify.checkCode(requestId, code))).toMatchObject({ status: 404 });
});

test("a call without an answer ends with the client's own deadline", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "start", effect: { kind: "hang" } });
  const error = await failure(client({ url }, { timeout: 50 }).newRequest(sms()));
  expect(error).toMatchObject({ name: "AbortError" });
});

test("an answer that is delayed beyond the deadline was handled all the same", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "start", when: "after", effect: { kind: "delay", milliseconds: 60_000 } });
  const error = await failure(client({ url }, { timeout: 200 }).newRequest(sms()));
  expect(error).toMatchObject({ name: "AbortError" });
  expect(control.messagesFor(number)).toHaveLength(1);
});

test("a malformed answer, a page of HTML and an empty answer carry no request id", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  control.fault({ operation: "start", effect: { kind: "malformed" } });
  expect(await failure(verify.newRequest(sms()))).toMatchObject({
    message: expect.stringContaining("decode"),
  });
  for (const kind of ["html", "empty"] as const) {
    control.fault({ operation: "start", effect: { kind } });
    const id = await verify.newRequest(sms()).then(
      (answer) => answer?.requestId,
      () => undefined,
    );
    expect(id).toBeUndefined();
  }
  expect(control.outbox()).toEqual([]);
});

test("a redirect is followed, so that the same start arrives at its second address", async () => {
  const { url, control } = await simulator();
  control.fault({ operation: "start", effect: { kind: "redirect", location: "/v2/verify" } });
  await client({ url }).newRequest(sms());
  expect(control.calls().map(({ status }) => status)).toEqual([307, 202]);
  expect(control.messagesFor(number)).toHaveLength(1);
});

test("closing ends waiting calls at once", async () => {
  const running = await simulator();
  running.control.fault({ operation: "start", effect: { kind: "delay", milliseconds: 60_000 } });
  const waiting = failure(client(running).newRequest(sms()));
  await expect.poll(() => running.control.calls().length).toBe(1);
  await running.close();
  expect(await waiting).toBeInstanceOf(Error);
});
