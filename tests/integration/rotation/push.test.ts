import { beforeEach, describe, expect, test, vi } from "vitest";
import webPush from "web-push";
import { loggedLines } from "../../support/console";
import { testDatabase } from "../../support/database";
import { testSimulator } from "../../support/simulator";
import { newWaitingLogin } from "../approvals/scenes";
import { endpointOf, pushOf, subscribed } from "../approvals/subscriptions";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);

const { reset } = await testDatabase();
const { control } = await testSimulator();
beforeEach(reset);

const { VAPID_PUBLIC_KEY: publicKey = "", VAPID_PRIVATE_KEY: privateKey = "" } = process.env;
const next = webPush.generateVAPIDKeys();

async function serverWithPairs(...pairs: readonly Readonly<{ publicKey: string; privateKey: string }>[]) {
  vi.resetModules();
  vi.stubEnv("VAPID_PUBLIC_KEY", pairs.map((pair) => pair.publicKey).join());
  vi.stubEnv("VAPID_PRIVATE_KEY", pairs.map((pair) => pair.privateKey).join());
  const { notifyPhones } = await import("@/lib/approvals/push");
  const { deviceSettings } = await import("@/lib/approvals/pages");
  const offered = deviceSettings().offer.publicKey;
  vi.unstubAllEnvs();
  return { notifyPhones, offered };
}

describe("While the VAPID pair is changed (F-21)", () => {
  test("phones that subscribed with the former one are notified as ever", async () => {
    const { person, phone, request } = await newWaitingLogin();
    const { endpoint } = await subscribed(phone);
    const { notifyPhones, offered } = await serverWithPairs(next, { publicKey, privateKey });
    await notifyPhones(person.id, request.id);
    expect(control.pushes(endpoint)).toHaveLength(1);
    expect(await pushOf(request)).toBe("sent");
    // And whoever opens the page subscribes with the new one.
    expect(offered).toBe(next.publicKey);
  });

  test("without the former one they are not, keep their subscription, and show the request when they are opened", async () => {
    const { person, phone, request } = await newWaitingLogin();
    const { endpoint } = await subscribed(phone);
    const { notifyPhones } = await serverWithPairs(next);
    await notifyPhones(person.id, request.id);
    expect(control.pushes(endpoint)).toEqual([]);
    expect(await pushOf(request)).toBe("failed");
    expect(await endpointOf(phone)).toBe(endpoint);
    expect(loggedLines().join()).toContain("push.refused");
    expect((await phone.list()).body?.requests?.map(({ id }) => id)).toEqual([request.id]);
  });
});
