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

async function fromBrowser(publicKey: string): Promise<unknown> {
  const registration = await startWorker();
  if (!registration) return null;
  const current = await registration.pushManager.getSubscription();
  const options = { userVisibleOnly: true, applicationServerKey: keyBytes(publicKey) };
  return (current ?? (await registration.pushManager.subscribe(options))).toJSON();
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

/** The subscription there is already, without asking anybody: browsers replace theirs now and then. */
export async function currentSubscription({ service }: PushOffer): Promise<Subscription | null> {
  if (service || !("serviceWorker" in navigator)) return null;
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  const made = await registration?.pushManager?.getSubscription();
  return made ? (made.toJSON() as Subscription) : null;
}
