import { afterEach, describe, expect, test, vi } from "vitest";
import webPush from "web-push";
import { currentSubscription, subscribe } from "@/components/approve/phone/push";

const [former, newest] = [webPush.generateVAPIDKeys().publicKey, webPush.generateVAPIDKeys().publicKey];

afterEach(() => vi.unstubAllGlobals());

/** The push manager of a browser: one subscription at a time, for one key. */
function browserWith(subscribedTo: string | null) {
  let key = subscribedTo;
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64url")).buffer;
  const made = () =>
    key === null
      ? null
      : {
          options: { applicationServerKey: bytes(key) },
          unsubscribe: async () => {
            key = null;
            return true;
          },
          toJSON: () => ({ endpoint: `https://push.example.org/${key}` }),
        };
  const pushManager = {
    getSubscription: async () => made(),
    subscribe: vi.fn(async (options: { applicationServerKey: Uint8Array }) => {
      if (key !== null) throw new Error("InvalidStateError");
      key = Buffer.from(options.applicationServerKey).toString("base64url");
      return made();
    }),
  };
  const registration = { pushManager };
  vi.stubGlobal("navigator", {
    serviceWorker: { getRegistration: async () => registration, register: async () => registration },
  });
  vi.stubGlobal("Notification", { requestPermission: async () => "granted", permission: "granted" });
  return pushManager;
}

const offer = { publicKey: newest, service: null };
const endpoint = `https://push.example.org/${newest}`;

describe("After a change of the VAPID pair (F-21)", () => {
  test("the page of the phone subscribes anew by itself when it is opened", async () => {
    const { subscribe: asked } = browserWith(former);
    expect(await currentSubscription(offer)).toEqual({ endpoint });
    expect(asked).toHaveBeenCalledOnce();
  });

  test("so it does where the person turns notifications on", async () => {
    browserWith(former);
    expect(await subscribe(offer, "Pixel")).toEqual({ endpoint });
  });

  test("a subscription for the newest key stays what it is", async () => {
    const { subscribe: asked } = browserWith(newest);
    expect(await currentSubscription(offer)).toEqual({ endpoint });
    expect(await subscribe(offer, "Pixel")).toEqual({ endpoint });
    expect(asked).not.toHaveBeenCalled();
  });

  test("whoever has none is not subscribed by looking", async () => {
    const { subscribe: asked } = browserWith(null);
    expect(await currentSubscription(offer)).toBeNull();
    expect(await currentSubscription({ ...offer, publicKey: null })).toBeNull();
    expect(asked).not.toHaveBeenCalled();
  });
});
