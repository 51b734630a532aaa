import type { Subscription } from "@/lib/schemas/device";

/** How notifications get to phones; null keys: this deployment sends none. */
export type PushOffer = Readonly<{
  publicKey: string | null;
  /** Only where a push service is simulated. */
  service: string | null;
}>;

/** `home-screen`: an iPhone gives notifications only to what was added to the Home Screen. */
export type PushState = "on" | "ask" | "blocked" | "home-screen" | "none";

const SCOPE = "/approve";

const isApple = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Mac") && navigator.maxTouchPoints > 1);

const isInstalled = (): boolean => matchMedia("(display-mode: standalone)").matches;

/** Whether the page has to be added to the Home Screen first. */
export const needsHomeScreen = (): boolean => isApple() && !isInstalled() && !("PushManager" in window);

/** The worker that shows notifications, and says so when there is no network. */
export async function startWorker(): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  return navigator.serviceWorker.register("/sw.js", { scope: SCOPE });
}

export function pushState({ publicKey, service }: PushOffer, subscribed: boolean): PushState {
  if (publicKey === null) return "none";
  if (needsHomeScreen()) return "home-screen";
  if (!("Notification" in window) || (service === null && !("PushManager" in window))) return "none";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && subscribed ? "on" : "ask";
}

function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function fromService(service: string, applicationServerKey: string, label: string): Promise<unknown> {
  const response = await fetch(`${service}/push/subscriptions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ applicationServerKey, label: label.slice(0, 80) }),
  });
  if (!response.ok) throw new Error(`Answer ${response.status}`);
  return response.json();
}

function isMadeFor({ options }: PushSubscription, publicKey: string): boolean {
  const [made, wanted] = [new Uint8Array(options.applicationServerKey ?? []), keyBytes(publicKey)];
  return made.length === wanted.length && made.every((byte, at) => byte === wanted[at]);
}

/** A browser has one subscription for a page, and it is for one key: after a change of pair it is given up for another. */
async function subscriptionFor(
  manager: PushManager,
  publicKey: string,
  current: PushSubscription | null,
): Promise<PushSubscription> {
  if (current && isMadeFor(current, publicKey)) return current;
  await current?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(publicKey) });
}

async function fromBrowser(publicKey: string): Promise<unknown> {
  const manager = (await startWorker())?.pushManager;
  if (!manager) return null;
  return (await subscriptionFor(manager, publicKey, await manager.getSubscription())).toJSON();
}

/** The subscription of this browser; a simulated service shows the label. Asks for permission: call it from a tap. Null: the person, or the browser, said no. */
export async function subscribe(
  { publicKey, service }: PushOffer,
  label: string,
): Promise<Subscription | null> {
  if (publicKey === null) return null;
  if ((await Notification.requestPermission()) !== "granted") return null;
  const made = service ? await fromService(service, publicKey, label) : await fromBrowser(publicKey);
  return made as Subscription | null;
}

/** The subscription there is already, without asking anybody: browsers replace theirs now and then, and so do we. */
export async function currentSubscription({ publicKey, service }: PushOffer): Promise<Subscription | null> {
  if (service || publicKey === null || !("serviceWorker" in navigator)) return null;
  const manager = (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager;
  const current = await manager?.getSubscription();
  if (!manager || !current) return null;
  return (await subscriptionFor(manager, publicKey, current)).toJSON() as Subscription;
}
