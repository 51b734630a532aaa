import { testDatabase } from "./database";

/** Makes every challenge older, as if that many seconds had passed. */
export async function passTime(seconds: number): Promise<void> {
  const { sql } = await testDatabase();
  await sql`
    update challenges set created_at = created_at - ${seconds} * interval '1 second',
      sent_at = sent_at - ${seconds} * interval '1 second', step_at = step_at - ${seconds} * interval '1 second',
      call_refused_at = call_refused_at - ${seconds} * interval '1 second',
      expires_at = expires_at - ${seconds} * interval '1 second',
      resend_at = case when isfinite(resend_at) then resend_at - ${seconds} * interval '1 second' else resend_at end`;
}
