import { describe, expect, test } from "vitest";
import type { Switches } from "@/dev/simulator/switches";
import { callbackReceiver, client, number, refusal, simulator, sms, smsThenVoice, wrong } from "./support";

async function switched(change: Partial<Switches>) {
  const { url, control } = await simulator();
  control.setSwitches(change);
  return { control, verify: client({ url }) };
}

const statusOfLast = ({ control }: Awaited<ReturnType<typeof switched>>) => control.calls().at(-1)?.status;

describe("the points on which the documents are silent can be had the other way round:", () => {
  test.each([404, 204, 409] as const)(
    "a cancel outside its window is answered %i and does nothing",
    async (status) => {
      const given = await switched({ cancelOutsideWindow: status });
      const { requestId } = await given.verify.newRequest(sms());
      expect(await given.verify.cancel(requestId)).toBe(status === 204);
      expect(statusOfLast(given)).toBe(status);
      const code = given.control.latestCode(number) ?? "";
      expect(await given.verify.checkCode(requestId, code)).toBe("completed");
    },
  );

  test("tries count anew with each code", async () => {
    const { control, verify } = await switched({ triesCountedPer: "code" });
    const { requestId } = await verify.newRequest(smsThenVoice());
    const attempt = () => refusal(verify.checkCode(requestId, wrong(control.latestCode(number))));
    await attempt();
    await attempt();
    await verify.nextWorkflow(requestId);
    const statuses = [(await attempt()).status, (await attempt()).status, (await attempt()).status];
    expect(statuses).toEqual([400, 400, 410]);
  });

  test("the text's code passes while the call is running", async () => {
    const { control, verify } = await switched({ earlierCodes: "accepted" });
    const { requestId } = await verify.newRequest(smsThenVoice());
    const first = control.latestCode(number) ?? "";
    await verify.nextWorkflow(requestId);
    expect(await verify.checkCode(requestId, first)).toBe("completed");
  });

  test("after the third wrong code a check is answered 410 again", async () => {
    const { control, verify } = await switched({ checkAfterThirdWrong: 410 });
    const { requestId } = await verify.newRequest(sms());
    const code = control.latestCode(number);
    for (let tries = 0; tries < 3; tries += 1) await refusal(verify.checkCode(requestId, wrong(code)));
    expect(await refusal(verify.checkCode(requestId, code ?? ""))).toMatchObject({ status: 410 });
  });

  test("a code that cannot be one is answered as a wrong one, and costs no try", async () => {
    const { control, verify } = await switched({ malformedCode: 400 });
    const { requestId } = await verify.newRequest(sms());
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await refusal(verify.checkCode(requestId, "12"))).toMatchObject({ status: 400 });
    }
    expect(await verify.checkCode(requestId, control.latestCode(number) ?? "")).toBe("completed");
  });

  test("going on within the first second is a conflict that passes", async () => {
    const given = await switched({ nextInFirstSecond: 409 });
    const { requestId } = await given.verify.newRequest(smsThenVoice());
    expect(await given.verify.nextWorkflow(requestId)).toBe(false);
    expect(statusOfLast(given)).toBe(409);
    await given.control.advanceSeconds(1);
    expect(await given.verify.nextWorkflow(requestId)).toBe(true);
  });

  test("a rate limit does not say when to come again", async () => {
    const { verify } = await switched({ retryAfterOn429: false, requestsPerSecond: 1 });
    await verify.newRequest(sms());
    const { headers, status } = await refusal(verify.newRequest(sms()));
    expect([status, headers.get("retry-after")]).toEqual([429, null]);
  });

  test("the summary names neither its time nor its price", async () => {
    const receiver = await callbackReceiver();
    const { url, control } = await simulator({ callbackUrl: receiver.url });
    const finish = async () => {
      await client({ url }).newRequest(sms());
      await control.advanceSeconds(120);
      return JSON.parse(receiver.received.at(-1)?.body ?? "");
    };
    expect(await finish()).toMatchObject({ price: "0.10000000", finalized_at: expect.any(String) });
    control.setSwitches({ summaryExtras: false });
    const summary = await finish();
    expect(summary).toMatchObject({ type: "summary" });
    expect(summary).not.toHaveProperty("price");
    expect(summary).not.toHaveProperty("finalized_at");
  });
});
