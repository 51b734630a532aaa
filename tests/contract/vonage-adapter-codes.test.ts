import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { repeatedCode } from "@/lib/verify/own-code";
import { loggedLines } from "../support/console";
import { invalid, request, silent, vonageStarted, vonageSubject } from "./providers";
import { number } from "./support";

describe("Silent authentication", () => {
  test("gives the address that the phone opens, and the code that the phone brings back is one like any other", async () => {
    const { provider, simulator } = await vonageSubject();
    simulator.control.setSwitches({ silentAuth: "pending" });
    const outcome = await provider.start(request(silent));
    if (outcome.kind !== "sent" || !outcome.checkUrl) throw new Error("no address");
    const { requestId, checkUrl } = outcome;
    const check = (code: string) => provider.check({ requestId, proofs: [], code });
    expect(await check("123456")).toBe("unavailable");
    const visit = await fetch(checkUrl, { redirect: "manual" });
    const back = new URL(visit.headers.get("location") ?? "");
    expect(back.href.split("#")[0]).toBe(silent.returnUrl);
    expect(await check(new URLSearchParams(back.hash.slice(1)).get("code") ?? "")).toBe("approved");
  });

  test("is passed over where no network can do it: the text comes at once", async () => {
    const { provider, simulator } = await vonageSubject();
    expect(await provider.start(request(silent))).toMatchObject({ kind: "sent", checkUrl: null });
    expect(simulator.control.messagesFor(number)).toMatchObject([{ channel: "sms" }]);
  });

  test.each([
    "http://evil.example/check",
    "javascript:alert(1)",
    "https://ada:secret@evil.example",
    "check",
    "",
  ])("never sends a phone to %j", async (check_url) => {
    const subject = await vonageSubject();
    const body = JSON.stringify({ request_id: randomUUID(), check_url });
    const effect = { kind: "answer", status: 202, body, contentType: "application/json" } as const;
    subject.simulator.control.fault({ operation: "start", effect });
    expect(await subject.provider.start(request(silent))).toMatchObject({ kind: "sent", checkUrl: null });
  });
});

describe("Own codes", () => {
  const code = "048213";

  test("are sent when the account may pass them", async () => {
    const { provider, code: sent } = await vonageStarted({ code }, { ownCodes: true });
    expect(sent).toBe(code);
    expect(provider.codes).toBe("repeated");
  });

  test("are not sent when it may not: Vonage makes the PIN", async () => {
    const { provider, simulator } = await vonageStarted({ code: "048213" });
    expect(provider.codes).toBe("provider");
    expect(JSON.stringify(simulator.control.calls())).not.toContain(code);
  });

  test("that are refused give way to Vonage's, at once and from then on, with one warning", async () => {
    const { provider, simulator } = await vonageSubject({ ownCodes: true });
    simulator.control.fault({ operation: "start", effect: invalid("code"), lasting: false });
    expect(await provider.start(request({ code }))).toMatchObject({ kind: "sent" });
    expect(provider.codes).toBe("provider");
    const other = request({ code, number: "+447700900124" });
    expect(await provider.start(other)).toMatchObject({ kind: "sent" });
    expect(simulator.control.calls()).toHaveLength(3);
    expect(loggedLines().filter((line) => line.includes("verify.own-codes-refused"))).toHaveLength(1);
    expect(loggedLines().join()).not.toContain(code);
  });

  test("repeat over further messages", async () => {
    const { challengeId } = request();
    const first = await vonageStarted({ code: repeatedCode(challengeId) }, { ownCodes: true });
    const second = await vonageStarted({ code: repeatedCode(challengeId) }, { ownCodes: true });
    expect(second.code).toBe(first.code);
  });
});
