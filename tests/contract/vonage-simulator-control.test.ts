import { expect, test } from "vitest";
import { startSimulator } from "@/dev/simulator/server";
import { client, number, publicKey, refusal, simulator, sms } from "./support";

function ask(url: string, method: string, path: string, body?: object) {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${url}/_simulator${path}`, { method, ...content });
}

test("the outbox of a phone and its latest code are there over HTTP", async () => {
  const { url } = await simulator();
  const { requestId } = await client({ url }).newRequest(sms());
  const answer = await (await ask(url, "GET", `/messages?to=%2B${number}`)).json();
  expect(answer).toMatchObject({ messages: [{ requestId, channel: "sms", code: answer.latestCode }] });
  const { calls } = await (await ask(url, "GET", "/calls")).json();
  expect(calls).toMatchObject([{ method: "POST", path: "/v2/verify", number, status: 202 }]);
});

test("faults, time and switches are set over HTTP, and one call forgets everything", async () => {
  const { url, control } = await simulator();
  const verify = client({ url });
  const fault = { operation: "start", effect: { kind: "answer", status: 503 } };
  expect((await ask(url, "POST", "/faults", fault)).status).toBe(201);
  expect(await refusal(verify.newRequest(sms()))).toMatchObject({ status: 503 });
  expect((await ask(url, "PATCH", "/switches", { requestIdInConflict: false })).status).toBe(200);
  const { requestId } = await verify.newRequest(sms());
  expect((await refusal(verify.newRequest(sms()))).body.request_id).toBeUndefined();
  expect((await ask(url, "POST", "/clock", { advanceSeconds: 120 })).status).toBe(204);
  expect(await refusal(verify.checkCode(requestId, "123456"))).toMatchObject({ status: 404 });
  expect((await ask(url, "DELETE", "")).status).toBe(204);
  expect([control.outbox(), control.calls(), control.faults()]).toEqual([[], [], []]);
  expect(control.switches().requestIdInConflict).toBe(true);
});

test("a misspelt fault, switch or move of the clock is refused with its place", async () => {
  const { url } = await simulator();
  const cases = [
    ["POST", "/faults", { operation: "start", effect: { kind: "explode" } }],
    ["POST", "/faults", { operation: "start", nubmer: number, effect: { kind: "reset" } }],
    ["PATCH", "/switches", { lowBalanse: true }],
    ["POST", "/clock", { advanceSeconds: -1 }],
    ["PATCH", "/callback-urls", { vonage: "localhost" }],
    ["PATCH", "/callback-urls", { twilio: "http://127.0.0.1:9/callback" }],
  ] as const;
  for (const [method, path, body] of cases) {
    const answer = await ask(url, method, path, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.any(String) });
  }
});

test("the handset's page and its files are served, and nothing beside them", async () => {
  const { handsetUrl, url } = await simulator();
  const page = await fetch(`${handsetUrl}?number=${number}`);
  expect(page.headers.get("content-type")).toContain("text/html");
  const files = [...(await page.text()).matchAll(/(?:src|href)="(\/handset\/[^"]+)"/g)];
  expect(files.length).toBeGreaterThan(1);
  for (const [, path] of files) expect((await fetch(url + path)).status).toBe(200);
  for (const path of ["/handset/files.ts", "/handset/%2e%2e/server.ts", "/server.ts"]) {
    expect((await fetch(url + path)).status).toBe(404);
  }
});

test("the handset hears of a new message as it happens", async () => {
  const { url } = await simulator();
  const stream = await ask(url, "GET", "/events");
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('"phones":[]');
  await client({ url }).newRequest(sms());
  expect((await reader?.read())?.value).toContain(number);
  await reader?.cancel();
});

test("a page of another site may not change anything", async () => {
  const { url } = await simulator();
  const headers = { "sec-fetch-site": "cross-site" };
  const answer = await fetch(`${url}/_simulator`, { method: "DELETE", headers });
  expect(answer.status).toBe(403);
});

test("callbacks without the means to sign them are refused at the start", async () => {
  const vonage = { applicationId: "4f1c9f0e-6d0b-4c53-9f43-1d3b6f0a7c21", publicKey: "" };
  const callbackUrl = "http://127.0.0.1:9/callback";
  await expect(startSimulator({ port: 0, vonage, callbackUrl })).rejects.toThrow("signatureSecret");
  const { url, control } = await simulator({ vonage: { ...vonage, publicKey } });
  expect(() => control.setCallbackUrls({ vonage: callbackUrl })).toThrow("signatureSecret");
  expect((await ask(url, "PATCH", "/callback-urls", { vonage: callbackUrl })).status).toBe(400);
});
