// The worker of /approve: it shows that something waits, opens it, and says so when there is no network. It keeps nothing.

const APP = "/approve";

const offline = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>No network</title><style>:root{color-scheme:light dark}body{font:1.0625rem/1.55 system-ui,sans-serif;max-width:34rem;
margin:15vh auto;padding:0 1.25rem}</style><h1>No network</h1><p>This phone cannot reach the application just now. What waits
for your answer is shown as soon as it can.</p><p><a href="${APP}">Try again</a></p></html>`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  const page = () =>
    new Response(offline, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  event.respondWith(fetch(event.request).catch(page));
});

/** The id of what waits; nothing else of a message is looked at. */
function idOf(event) {
  try {
    const { id } = event.data.json();
    return /^[\da-f-]{36}$/.test(id) ? id : "";
  } catch {
    return "";
  }
}

self.addEventListener("push", (event) => {
  const id = idOf(event);
  const shown = self.registration.showNotification("Something waits for your answer", {
    body: "Open to see what. If you did not ask for anything, say no.",
    icon: "/icons/icon-192.png",
    badge: "/icons/badge-96.png",
    tag: "approval",
    renotify: true,
    requireInteraction: true,
    data: { id },
  });
  event.waitUntil(shown);
});

self.addEventListener("notificationclick", (event) => {
  const { id } = event.notification.data ?? {};
  event.notification.close();
  const address = id ? `${APP}#${id}` : APP;
  const opened = self.clients.matchAll({ type: "window" }).then((windows) => {
    const open = windows.find((one) => new URL(one.url).pathname === APP);
    if (!open) return self.clients.openWindow(address);
    open.postMessage({ waits: id });
    return open.focus();
  });
  event.waitUntil(opened);
});
