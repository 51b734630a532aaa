import { Channels, SilentAuthChannel } from "@vonage/verify2";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import type { Switches } from "@/dev/simulator/switches";
import { callbackReceiver, client, number, privateKey, refusal, simulator, sms } from "./support";

const back = "https://example.test/back?from=phone";
const silent = { channel: SilentAuthChannel.SILENT_AUTH, to: number, redirectUrl: back } as const;
const text = { channel: Channels.SMS, to: number } as const;

/** `redirectUrl` is optional in the API, and the SDK's type demands it; it knows no `mode` and no `coverageCheck`. */
const withoutRedirect = (more: object = {}) => ({ ...silent, redirectUrl: undefined, ...more }) as never;

async function pending(change: Partial<Switches> = {}) {
  const receiver = await callbackReceiver();
  const { url, control } = await simulator({ callbackUrl: receiver.url });
  control.setSwitches({ silentAuth: "pending", ...change });
  return { url, control, received: receiver.received, verify: client({ url }) };
}

const open = (checkUrl: string | undefined) => fetch(checkUrl ?? "", { redirect: "manual" });

function fragmentOf(answer: Response) {
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.get("location") ?? "");
  expect(location.href.split("#")[0]).toBe(back);
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

test("silent authentication alone is refused, and before a text it is passed over", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const alone = await refusal(verify.newRequest(sms({ workflow: [silent] })));
  expect(alone).toMatchObject({ status: 412, fragment: "precondition-failed" });
  const started = await verify.newRequest(sms({ workflow: [silent, text] }));
  expect(started.checkUrl).toBeUndefined();
  expect(control.messagesFor(number)).toMatchObject([{ step: 2, channel: "sms" }]);
});

test("an unsupported network may be refused even with a text behind it", async () => {
  const { url, control } = await simulator();
  control.setSwitches({ silentAuthWithSteps: 412 });
  const refused = await refusal(client({ url }).newRequest(sms({ workflow: [silent, text] })));
  expect(refused).toMatchObject({ status: 412 });
});

test("while it is pending no code is taken, and after 60 seconds the text comes", async () => {
  const { verify, control } = await pending();
  const { requestId, checkUrl } = await verify.newRequest(sms({ workflow: [silent, text] }));
  expect(checkUrl).toContain(requestId);
  const early = await refusal(verify.checkCode(requestId, "123456"));
  expect(early).toMatchObject({ status: 409, fragment: "no-code" });
  await control.advanceSeconds(60);
  expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
});

test("the phone's visit ends at our page with id and code in the fragment, and the code passes", async () => {
  const { verify, control } = await pending();
  const { requestId, checkUrl } = await verify.newRequest(sms({ workflow: [silent, text] }));
  const { code = "", ...rest } = fragmentOf(await open(checkUrl));
  expect(rest).toEqual({ request_id: requestId });
  expect(code).toMatch(/^[A-Za-z0-9]{6}$/);
  expect(await verify.checkCode(requestId, code)).toBe("completed");
  expect(await refusal(verify.checkCode(requestId, code))).toMatchObject({ status: 404 });
  expect(control.calls().map(({ operation }) => operation)).toEqual([
    "start",
    "silent-auth",
    "check",
    "check",
  ]);
});

test("without a page to go back to the visit ends with JSON", async () => {
  const { verify } = await pending();
  const workflow = [withoutRedirect(), text];
  const { requestId, checkUrl } = await verify.newRequest(sms({ workflow }));
  const answer = await open(checkUrl);
  expect(answer.status).toBe(200);
  const body: { request_id: string; code: string } = await answer.json();
  expect(body.request_id).toBe(requestId);
  expect(await verify.checkCode(requestId, body.code)).toBe("completed");
});

test("its code has one try, and then the text comes with three of its own", async () => {
  const { verify, control } = await pending();
  const { requestId, checkUrl } = await verify.newRequest(sms({ workflow: [silent, text] }));
  const { code = "" } = fragmentOf(await open(checkUrl));
  expect(await refusal(verify.checkCode(requestId, "wrong1"))).toMatchObject({ status: 400 });
  expect(await refusal(verify.checkCode(requestId, code))).toMatchObject({ status: 400 });
  expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
  const alone = await verify.newRequest(sms({ workflow: [silent] }));
  await open(alone.checkUrl);
  expect(await refusal(verify.checkCode(alone.requestId, "wrong1"))).toMatchObject({ status: 410 });
});

test("the address works once, and never after its step", async () => {
  const { verify, control } = await pending();
  const { checkUrl } = await verify.newRequest(sms({ workflow: [silent, text] }));
  fragmentOf(await open(checkUrl));
  expect(Object.keys(fragmentOf(await open(checkUrl)))).toEqual(["error_description"]);
  await control.advanceSeconds(60);
  expect((await open(checkUrl)).status).toBe(404);
});

test("a network that refuses says why in the fragment or in a problem, and the text comes at once", async () => {
  const { verify, control } = await pending();
  control.fault({ operation: "confirm", number, effect: { kind: "refuse", reason: "not-cellular" } });
  const first = await verify.newRequest(sms({ workflow: [silent, text] }));
  expect(fragmentOf(await open(first.checkUrl)).error_description).toContain("cellular");
  expect(await verify.checkCode(first.requestId, control.latestCode(number) ?? "")).toBe("completed");
  control.fault({ operation: "confirm", effect: { kind: "refuse" } });
  const { checkUrl } = await verify.newRequest(sms({ workflow: [withoutRedirect(), text] }));
  expect((await open(checkUrl)).status).toBe(412);
  expect(control.messagesFor(number)).toHaveLength(2);
});

test("without a check of coverage the address is given, and only opening it shows that it cannot work", async () => {
  const { url, control } = await simulator();
  const workflow = [withoutRedirect({ coverageCheck: false }), text];
  const { checkUrl } = await client({ url }).newRequest(sms({ workflow }));
  expect((await open(checkUrl)).status).toBe(412);
  expect(control.messagesFor(number)).toHaveLength(1);
});

test("the advanced mode gives a token, which is checked in place of a code", async () => {
  const { url, verify } = await pending();
  const workflow = [withoutRedirect({ mode: "advanced" }), text];
  const { requestId, checkUrl } = await verify.newRequest(sms({ workflow }));
  const { token }: { token: string } = await (await open(checkUrl)).json();
  expect(await refusal(verify.checkCode(requestId, "123456"))).toMatchObject({ fragment: "no-code" });
  const bearer = await import("@vonage/jwt").then(({ tokenGenerate }) =>
    tokenGenerate("4f1c9f0e-6d0b-4c53-9f43-1d3b6f0a7c21", privateKey),
  );
  const ask = (body: object) =>
    fetch(`${url}/v2/verify/${requestId}`, {
      method: "POST",
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await ask({ token, code: "123456" })).status).toBe(422);
  const answer = await ask({ token });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ request_id: requestId, status: "completed" });
});

test("its address and its end are told by callback with our own reference", async () => {
  const { verify, control, received } = await pending();
  const request = sms({ workflow: [silent, text], clientRef: "abc123" });
  const { requestId, checkUrl } = await verify.newRequest(request);
  await control.callbacksSettled();
  await control.advanceSeconds(60);
  const own = { request_id: requestId, type: "event", channel: "silent_auth", client_ref: "abc123" };
  expect(received.map(({ body }) => JSON.parse(body))).toMatchObject([
    { ...own, status: "action_pending", action: { type: "check", check_url: checkUrl } },
    { ...own, status: "expired" },
  ]);
  const [first] = received;
  expect(decodeJwt((first?.authorization ?? "").slice(7)).iss).toBe("Vonage");
});
