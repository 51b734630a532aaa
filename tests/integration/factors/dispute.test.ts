import { beforeEach, expect, test, vi } from "vitest";
import { testDatabase } from "../../support/database";
import { newPerson, type Person } from "../../support/people";
import { disputedBy } from "../notices/disputes";

vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const ago = (seconds: number) => sql`now() - ${seconds} * interval '1 second'`;

/** A passkey, an app and a recovery code that came so long ago. */
async function enrolled({ id }: Pick<Person, "id">, seconds: number): Promise<void> {
  const name = `${seconds} s ago`;
  await sql`
    insert into passkeys (user_id, name, credential_id, public_key, counter, synced, browser, created_at)
    values (${id}, ${name}, ${`${id}${seconds}`}, 'key', 0, false, 'Firefox', ${ago(seconds)})`;
  await sql`
    insert into authenticator_apps (user_id, name, secret, last_step, browser, created_at)
    values (${id}, ${name}, 'sealed', 0, 'Firefox', ${ago(seconds)})`;
  await sql`
    insert into recovery_codes (user_id, set_id, locator, hash, created_at, confirmed_at)
    values (${id}, gen_random_uuid(), 'abcd', ${name}, ${ago(seconds + 5)}, ${ago(seconds)})`;
}

const left = async ({ id }: Pick<Person, "id">) =>
  (
    await sql<{ what: string }[]>`
      select 'passkey ' || name as what from passkeys where user_id = ${id} and revoked_at is null
      union all select 'app ' || name from authenticator_apps where user_id = ${id} and revoked_at is null
      union all select 'code ' || hash from recovery_codes where user_id = ${id} and dropped_at is null order by 1`
  ).map(({ what }) => what);

test("'This was not me' takes along every way to log in that came since, and none that was there before", async () => {
  const person = await newPerson();
  await enrolled(person, 3_600);
  await enrolled(person, 10);
  await disputedBy(person, { kind: "factor-added", age: 60 });
  expect(await left(person)).toEqual(["app 3600 s ago", "code 3600 s ago", "passkey 3600 s ago"]);
  const removed = await sql`
    select details ->> 'factor' as factor from audit where event = 'factor.removed' and outcome = 'disputed' order by 1`;
  expect(removed.map(({ factor }) => factor)).toEqual(["authenticator", "passkey"]);
});

test("'This was not me' ends what is just being enrolled, and touches no other account", async () => {
  const [person, other] = [await newPerson(), await newPerson()];
  for (const { id } of [person, other]) {
    await enrolled({ id }, 10);
    await sql`
      with session as (
        insert into sessions (sid_hash, user_id, amr, browser) values (${id}, ${id}, 'pwd sms', 'Firefox') returning id
      ) insert into factor_enrolments (handle_hash, kind, user_id, session_id, secret, tries_left, expires_at)
        select ${id}, 'authenticator', ${id}, id, 'sealed', 5, now() + interval '10 minutes' from session`;
  }
  await disputedBy(person, { kind: "new-browser", age: 60 });
  expect(await left(person)).toEqual([]);
  expect(await left(other)).toHaveLength(3);
  expect(await sql`select user_id from factor_enrolments`).toEqual([{ user_id: other.id }]);
});
