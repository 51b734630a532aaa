import { expect } from "@playwright/test";
import type { Database } from "./support/database";

/** Waits until the application has heard this of the newest message to this phone. */
export async function untilTold({ sql }: Database, phone: string, meaning: string): Promise<void> {
  const heard = () => sql`
    select 1 from provider_events where meaning = ${meaning} and request_id =
      (select provider_request_id from challenges where phone = ${phone} order by created_at desc limit 1)`;
  await expect.poll(async () => (await heard()).length, `"${meaning}" was never told`).toBeGreaterThan(0);
}
