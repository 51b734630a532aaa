import { z } from "zod";
import { testDatabase } from "../../support/database";
import { testSimulator } from "../../support/simulator";
import type { Phone } from "./phone";

const given = z.strictObject({
  endpoint: z.url(),
  expirationTime: z.null(),
  keys: z.strictObject({ p256dh: z.string(), auth: z.string() }),
});

export type Subscription = z.infer<typeof given>;

/** A subscription of the simulated push service, as a browser gets one. */
export async function newSubscription(label = "Pixel"): Promise<Subscription> {
  const { url } = await testSimulator();
  const answer = await fetch(`${url}/push/subscriptions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ applicationServerKey: process.env.VAPID_PUBLIC_KEY, label }),
  });
  return given.parse(await answer.json());
}

export async function subscribed(phone: Phone): Promise<Subscription> {
  const subscription = await newSubscription();
  const { body } = await phone.subscribe(subscription);
  if (body?.kind !== "done") throw new Error(`The subscription was ${body?.kind}`);
  return subscription;
}

export async function endpointOf({ id }: Pick<Phone, "id">): Promise<string | null> {
  const { sql } = await testDatabase();
  const [row] = await sql<{ at: string | null }[]>`select push_endpoint as at from devices where id = ${id}`;
  return row?.at ?? null;
}

export async function pushOf({ id }: Readonly<{ id: string }>): Promise<string | null> {
  const { sql } = await testDatabase();
  const [row] = await sql<{ push: string | null }[]>`select push from approvals where id = ${id}`;
  return row?.push ?? null;
}
