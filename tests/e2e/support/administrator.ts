import type { Database } from "./database";
import type { People } from "./people";

/** Somebody whom the operator has made an administrator, and who has shown a passkey; both have tests of their own. */
export async function administrator(people: People, database: Database) {
  const { person, browser } = await people.signUp();
  const { username } = person;
  await database.sql`update users set role = 'admin', role_since = now() where username = ${username}`;
  await database.sql`
    insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser)
    select id, 'Laptop', ${`credential of ${username}`}, 'x', 0, true, 'Firefox' from users where username = ${username}`;
  await database.sql`
    update sessions set amr = 'pop uv' where user_id = (select id from users where username = ${username})`;
  return { person, browser };
}
