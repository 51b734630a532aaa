import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { enteredAs } from "../approvals/scenes";

const { sql } = await testDatabase();

/** An administrator who has a passkey. */
export async function newAdmin(given: Parameters<typeof newPerson>[0] = {}): Promise<Person> {
  const person = await newPerson(given);
  await sql`update users set role = 'admin', role_since = now() - interval '1 year' where id = ${person.id}`;
  await sql`
    insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
    values (${person.id}, 'Laptop', ${`credential of ${person.id}`}, 'x', 0, true, 'Firefox')`;
  return person;
}

/** This browser is logged in as an administrator, who has just shown a passkey. */
export async function asAdmin(given: Parameters<typeof enteredAs>[1] = {}, person?: Person) {
  const admin = person ?? (await newAdmin());
  return { admin, ...(await enteredAs(admin, { amr: "pop uv", ...given })) };
}

/** What the audit says of the administration, the oldest first. */
export const deeds = () =>
  sql<{ event: string; outcome: string; userId: string | null; actorId: string | null; details: unknown }[]>`
    select event, outcome, user_id as "userId", actor_id as "actorId", details
    from audit where event like 'admin.%' order by id`;
