import type { BrowserContext, Page, Worker } from "@playwright/test";
import { onDesk } from "./on-desk";
import { onPhone } from "./on-phone";
import { expect, test } from "./test";

const id = "5f0e7d3a-9a55-4b0e-8f43-0d7a3c1e2b64";

async function workerOf(context: BrowserContext): Promise<Worker> {
  const [running] = context.serviceWorkers();
  return running ?? context.waitForEvent("serviceworker");
}

/** What a push service brings about in the browser, once the message is decrypted. */
async function deliver(page: Page, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  const { origin } = new URL(page.url());
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await registered, data });
  await session.detach();
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/approve");
    const all = (await registration?.getNotifications()) ?? [];
    return all.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  });

/** As when the person taps the notification; where the worker would open a window, it is said and not done. */
const tapped = (worker: Worker) =>
  worker.evaluate(async () => {
    const scope = Object(globalThis);
    const opened: string[] = [];
    scope.clients.openWindow = async (address: string) => void opened.push(address);
    const [notification] = await scope.registration.getNotifications();
    const event = new scope.NotificationEvent("notificationclick", { notification });
    const done = new Promise<string[]>((resolve) => {
      // Only a browser may prolong its own events, and focus a window: what the person sees is asked elsewhere.
      Object.defineProperty(event, "waitUntil", {
        value: (work: Promise<unknown>) =>
          work.then(
            () => resolve(opened),
            () => resolve(opened),
          ),
      });
    });
    scope.dispatchEvent(event);
    return done;
  });

test("a push shows a notification that says only that something waits; a tap on it opens what waits", async ({
  page,
  enrolled: { person, phone },
  database,
}) => {
  await onPhone(phone).open();
  const worker = await workerOf(phone.context());
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  for (const odd of ["no JSON", JSON.stringify({ id: "https://evil.example/" }), JSON.stringify({ id })])
    await deliver(phone, odd);
  await expect
    .poll(() => shown(phone), "One takes the place of the other")
    .toEqual([
      {
        title: "Something waits for your answer",
        body: "Open to see what. If you did not ask for anything, say no.",
        tag: "approval",
        data: { id },
      },
    ]);

  const digits = await onDesk(page).logIn(person);
  await onPhone(phone).open();
  expect(await tapped(worker), "The page is open already").toEqual([]);
  await expect.poll(() => shown(phone)).toEqual([]);
  await expect(phone.getByRole("article")).toBeVisible();
  const [row] = await database.sql<{ id: string }[]>`
    select approvals.id from approvals join users on users.id = user_id where username = ${person.username}`;
  await deliver(phone, JSON.stringify({ id: row?.id }));
  await expect.poll(() => shown(phone)).toHaveLength(1);
  await phone.goto("/");
  const [address] = await tapped(worker);
  expect(address).toBe(`/approve#${row?.id}`);
  await phone.goto(String(address));
  await onPhone(phone).type(digits);
  await expect(page).toHaveURL("/account");
});

test("without a network the page says so and comes back by itself; nothing is kept for such a time", async ({
  enrolled: { phone },
  complaints,
}) => {
  await onPhone(phone).open();
  await expect(phone.getByText("Nothing waits for your answer.")).toBeVisible();
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.context().setOffline(true);
  await expect(phone.getByText("No connection")).toBeVisible();
  await phone.context().setOffline(false);
  await expect(phone.getByText("No connection")).toHaveCount(0);
  await phone.context().setOffline(true);
  await phone.goto("/approve");
  await expect(phone.getByRole("heading", { name: "No network" })).toBeVisible();
  await phone.context().setOffline(false);
  await phone.getByRole("link", { name: "Try again" }).click();
  await expect(phone.getByText("Nothing waits for your answer.")).toBeVisible();
  expect(await phone.evaluate(() => caches.keys())).toEqual([]);
  expect(complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED|503|Failed to fetch/.test(one))).toEqual([]);
  complaints.length = 0;
});
