import { describe, expect, test } from "vitest";
import { serveWith } from "../environment";

async function isPushEndpoint(endpoint: string, environment: Readonly<Record<string, string>> = {}) {
  serveWith(environment);
  return (await import("@/lib/approvals/push-hosts")).isPushEndpoint(endpoint);
}

const local = "http://127.0.0.1:4000/push/messages/1";

describe("Where phones are notified (T-071)", () => {
  test.each([
    "https://fcm.googleapis.com/fcm/send/a",
    "https://updates.push.services.mozilla.com/wpush/v2/a",
    "https://web.push.apple.com/a",
    "https://db5.notify.windows.com/w/?token=a",
  ])("%s is a push service", async (endpoint) => {
    expect(await isPushEndpoint(endpoint)).toBe(true);
  });

  test.each([
    local,
    "https://127.0.0.1/a",
    "http://169.254.169.254/",
    "file:///etc/passwd",
    "http://web.push.apple.com/a",
    "https://web.push.apple.com:444/a",
    "https://a@web.push.apple.com/a",
    "https://:a@web.push.apple.com/a",
    "https://evilpush.apple.com/a",
    "https://web.push.apple.com.evil.example/a",
    "https://fcm.googleapis.com.evil.example/a",
    "https://fcmxgoogleapis.com/a",
    "https://pushxapple.com/a",
    "https://xpush.services.mozilla.com/a",
    "https://notify.windows.com.evil.example",
    "https://evilnotify.windows.com",
    "",
    "fcm.googleapis.com",
    "//fcm.googleapis.com/a",
  ])("%s is none", async (endpoint) => {
    expect(await isPushEndpoint(endpoint)).toBe(false);
  });

  test("the simulated one is one where it is configured, with its own port and scheme, and no other", async () => {
    const simulated = { PUSH_SERVICE_URL: "http://127.0.0.1:4000" };
    expect(await isPushEndpoint(local, simulated)).toBe(true);
    for (const other of [
      "http://127.0.0.1:4001/push/messages/1",
      "https://127.0.0.1:4000/push/messages/1",
      "http://localhost:4000/push/messages/1",
      "http://a:b@127.0.0.1:4000/push/messages/1",
    ])
      expect(await isPushEndpoint(other, simulated)).toBe(false);
    expect(await isPushEndpoint("https://fcm.googleapis.com/a", simulated)).toBe(true);
  });
});
