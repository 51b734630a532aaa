import type { Database } from "./support/database";

/** Makes everything about the PINs of a phone older, as if that many seconds had passed. */
export async function passTime({ sql }: Database, phone: string, seconds: number): Promise<void> {
  await sql`
    update challenges set sent_at = sent_at - ${seconds} * interval '1 second',
      step_at = step_at - ${seconds} * interval '1 second',
      expires_at = expires_at - ${seconds} * interval '1 second',
      resend_at = resend_at - ${seconds} * interval '1 second'
    where phone = ${phone} and isfinite(resend_at)`;
}
