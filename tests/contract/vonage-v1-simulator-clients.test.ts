import { describe, expect, test } from "vitest";
import { older, statusOf } from "./older-verify";
import { apiKey, apiSecret, number, wrong } from "./support";

const unknownId = "0d5a0c9e7b1f4d0e9a543b0c2f7f9f11";

describe("clients of older generations", () => {
  const credentials = { api_key: apiKey, api_secret: apiSecret };

  test("send a form, as the Ruby gem did", async () => {
    const { url, control } = await older();
    const post = async (path: string, fields: Record<string, string>) =>
      (
        await fetch(`${url}${path}`, {
          method: "POST",
          body: new URLSearchParams({ ...credentials, ...fields }),
        })
      ).json();
    const { request_id: id, status } = await post("/verify/json", { number, brand: "Countersign" });
    expect(status).toBe("0");
    const code = control.latestCode(number) ?? "";
    expect(await post("/verify/check/json", { request_id: id, code: wrong(code) })).toMatchObject({
      status: "16",
      error_text: expect.any(String),
    });
    expect(await post("/verify/check/json", { request_id: id, code })).toMatchObject({ status: "0" });
    expect(control.calls().map(({ operation }) => operation)).toEqual(["start", "check", "check"]);
  });

  test.each(["GET", "POST"])(
    "put everything into the query by %s, as the first Node client did",
    async (method) => {
      const { url, control } = await older();
      const ask = async (path: string, fields: Record<string, string>) =>
        (
          await fetch(`${url}${path}?${new URLSearchParams({ ...credentials, ...fields })}`, { method })
        ).json();
      const { request_id: id } = await ask("/verify/json", { number, brand: "Countersign" });
      expect(await ask("/verify/control/json", { request_id: id, cmd: "trigger_next_event" })).toEqual({
        status: "0",
        command: "trigger_next_event",
      });
      expect(control.calls().at(-1)).toMatchObject({ operation: "next", requestId: id, number });
      expect(await ask("/verify/control/json", { request_id: id, cmd: "explode" })).toMatchObject({
        status: "3",
      });
      expect(await ask("/verify/control/json", { request_id: id })).toMatchObject({ status: "2" });
      const code = control.latestCode(number) ?? "";
      expect(await ask("/verify/check/json", { request_id: id, code })).toMatchObject({ status: "0" });
    },
  );

  test("are refused in HTTP 200 when their secret is wrong", async () => {
    const { url } = await older();
    const query = new URLSearchParams({ ...credentials, api_secret: "wrong", number, brand: "Countersign" });
    const answer = await fetch(`${url}/verify/json?${query}`, { method: "POST" });
    expect([answer.status, await answer.json()]).toMatchObject([200, { status: "4" }]);
  });
});

describe("a search", () => {
  test("shows what was sent and what was tried", async () => {
    const { control, verify, start } = await older();
    const id = await start({ workflowId: 5, senderId: "ACME" });
    await verify.trigger(id);
    const code = control.latestCode(number) ?? "";
    await verify.check(id, wrong(code));
    await verify.check(id, code);
    const found = await verify.search(id);
    expect(found).toMatchObject({
      status: "SUCCESS",
      number,
      currency: "EUR",
      checks: [
        { code: wrong(code), status: "INVALID" },
        { code, status: "VALID" },
      ],
      events: [{ type: "sms" }, { type: "tts" }],
    });
    expect(found).toMatchObject({ account_id: apiKey, sender_id: "ACME", price: "0.10000000" });
    expect(Object(found).date_submitted).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test("finds nothing under an unknown id", async () => {
    const { verify } = await older();
    expect(await statusOf(verify.search(unknownId))).toBe("101");
  });

  test("takes up to ten ids at once", async () => {
    const { url, start } = await older();
    const ids = [await start(), await start({ number: "447700900124" })];
    const ask = async (wanted: string[]) => {
      const query = new URLSearchParams([
        ["api_key", apiKey],
        ["api_secret", apiSecret],
      ]);
      for (const id of wanted) query.append("request_ids", id);
      return (await fetch(`${url}/verify/search/json?${query}`)).json();
    };
    const { verification_requests: found } = await ask(ids);
    expect(found.map((one: { request_id: string }) => one.request_id)).toEqual(ids);
    expect(await ask(Array(11).fill(unknownId))).toMatchObject({ status: "18" });
    expect(await ask([unknownId])).toMatchObject({ status: "101" });
  });
});
