import { describe, expect, test } from "vitest";
import { answerOf, login, older, olderClient, statusOf } from "./older-verify";
import { apiKey, apiSecret, number } from "./support";

describe("a refusal", () => {
  test("of wrong credentials is 4, of an empty account 9, of too many calls 1", async () => {
    const { url, control, verify } = await older();
    expect(await statusOf(olderClient({ url }, "wrong").start(login()))).toBe("4");
    control.setSwitches({ lowBalance: true });
    expect(await statusOf(verify.start(login()))).toBe("9");
    control.setSwitches({ lowBalance: false, requestsPerSecond: 1 });
    expect(await statusOf(verify.start(login({ number: "" })))).toBe("2");
    expect(await statusOf(verify.start(login()))).toBe("1");
    expect(control.outbox()).toEqual([]);
  });

  test.each<[object, string, string]>([
    [{ number: "" }, "2", "number"],
    [{ brand: "" }, "2", "brand"],
    [{ number: `+${number}` }, "3", "number"],
    [{ number: "07700900123" }, "3", "number"],
    [{ country: "XX" }, "3", "country"],
    [{ brand: "ABCDEFGHIJKLMNOPQRS" }, "3", "brand"],
    [{ senderId: "CountersignXY" }, "3", "sender_id"],
    [{ codeLength: 5 }, "3", "code_length"],
    [{ lg: "xx-xx" }, "3", "lg"],
    [{ pinExpiry: 59 }, "3", "pin_expiry"],
    [{ nextEventWait: 901 }, "3", "next_event_wait"],
    [{ workflowId: 8 }, "3", "workflow_id"],
    [{ pinCode: "12-4" }, "3", "pin_code"],
  ])("of %j is %s and names %s", async (change, status, name) => {
    const { control, verify } = await older();
    const answer = await answerOf(verify.start(login(change)));
    expect(answer).toMatchObject({ status, errorText: expect.stringContaining(name) });
    expect(control.outbox()).toEqual([]);
  });

  test("of an own code is 20 where the account may not choose it", async () => {
    const { control, verify, start } = await older();
    const id = await start({ pinCode: "Qx7Zk2" });
    expect(await statusOf(verify.check(id, "Qx7Zk2"))).toBe("0");
    control.setSwitches({ ownCode: "refused" });
    expect(await statusOf(verify.start(login({ pinCode: "Qx7Zk2" })))).toBe("20");
  });

  test("of a blocked number is 7 with its network and without an id, and the network can be unblocked", async () => {
    const { url, control, verify } = await older();
    control.setSwitches({ fraudCheck: "when-asked", blockedNumbers: [number], networkUnblock: "allowed" });
    const { network = "", ...blocked } = await answerOf(verify.start(login()));
    expect(blocked).toMatchObject({ status: "7" });
    expect(blocked.requestId).toBeUndefined();
    const unblock = (content: object) =>
      fetch(`${url}/verify/network-unblock`, {
        method: "POST",
        headers: {
          authorization: `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(content),
      });
    expect((await unblock({ network, unblock_duration: 86_401 })).status).toBe(422);
    expect((await unblock({ network: "99999" })).status).toBe(404);
    expect((await unblock({ network, unblock_duration: 60 })).status).toBe(202);
    expect(await statusOf(verify.start(login()))).toBe("0");
    control.setSwitches({ networkUnblock: "forbidden" });
    expect((await unblock({ network })).status).toBe(403);
  });

  test("that only the provider can give is asked for by a fault", async () => {
    const { control, verify } = await older();
    const effect = { kind: "answer", status: 200, problem: { status: "29", error_text: "Demo." } } as const;
    control.fault({ operation: "start", number, effect });
    expect(await answerOf(verify.start(login()))).toMatchObject({ status: "29", errorText: "Demo." });
    control.fault({ operation: "start", effect: { kind: "answer", status: 429, body: "{}" } });
    await expect(verify.start(login())).rejects.toMatchObject({ response: { status: 429 } });
    expect(control.outbox()).toEqual([]);
  });
});
