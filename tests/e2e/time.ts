import type { Database } from "./support/database";
import type { Person } from "./support/people";

/** Makes everything about the PINs of a phone older, as if that many seconds had passed. */
export async function passTime({ sql }: Database, phone: string, seconds: number): Promise<void> {
  await sql`
    update challenges set sent_at = sent_at - ${seconds} * interval '1 second',
      step_at = step_at - ${seconds} * interval '1 second',
      expires_at = expires_at - ${seconds} * interval '1 second',
      resend_at = resend_at - ${seconds} * interval '1 second'
    where phone = ${phone} and isfinite(resend_at)`;
}

/** Makes the last proof of every session of this person older: after five minutes it is good for no change. */
export async function passProof(
  { sql }: Database,
  { username }: Pick<Person, "username">,
  seconds = 301,
): Promise<void> {
  await sql`
    update sessions set stepped_up_at = stepped_up_at - ${seconds} * interval '1 second'
    where user_id = (select id from users where username = ${username})`;
}

/** Makes the number of this person what the owner has not used, or has changed, or what somebody else claims. */
export async function weaken(
  { sql }: Database,
  { phone }: Pick<Person, "phone">,
  how: "asleep" | "changed" | "claimed",
): Promise<void> {
  const sleeping = sql`last_used_at = now() - interval '366 days', confirmed_at = now() - interval '400 days'`;
  const what = { asleep: sleeping, changed: sql`changed_at = now()`, claimed: sql`contested_at = now()` };
  await sql`update phones set ${what[how]} where number = ${phone}`;
}

/** Makes what waits for the phone of this person older, as if that many seconds had passed. */
export async function passApproval(
  { sql }: Database,
  { username }: Pick<Person, "username">,
  seconds: number,
): Promise<void> {
  await sql`
    update approvals set created_at = created_at - ${seconds} * interval '1 second',
      expires_at = expires_at - ${seconds} * interval '1 second'
    where state = 'pending' and user_id = (select id from users where username = ${username})`;
}

/** Lets so many hours pass for what waits to give the account of this person a new phone, and for its mail. */
export async function passRecovery(
  { sql }: Database,
  { username }: Pick<Person, "username">,
  hours: number,
): Promise<void> {
  const whose = sql`user_id = (select id from users where username = ${username})`;
  const back = sql`${hours} * interval '1 hour'`;
  await sql`update recoveries set ready_at = ready_at - ${back}, ends_at = ends_at - ${back} where ${whose}`;
  await sql`update notices set due_at = due_at - ${back} where ${whose} and kind = 'recovery-ready'`;
}
