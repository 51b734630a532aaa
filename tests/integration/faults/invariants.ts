import { expect } from "vitest";
import { testDatabase } from "../../support/database";
import { testSimulator } from "../../support/simulator";

const { sql } = await testDatabase();
const { control } = await testSimulator();

export async function count(table: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`select count(*)::int as count from ${sql(table)}`;
  return row?.count ?? 0;
}

/** What is true of the rows whatever went wrong, and when. */
export async function expectWhole(phone: string): Promise<void> {
  const broken = await sql<{ what: string }[]>`
    select 'a session without its audit entry' as what from sessions s
      where not exists (select 1 from audit a where a.session_id = s.id and a.event = 'login.session')
    union all select 'a session entry without its session' from audit a
      where a.event = 'login.session' and not exists (select 1 from sessions s where s.id = a.session_id)
    union all select 'a session whose login is not over' from audit a join logins l on l.id = a.login_id
      where a.event = 'login.session' and l.state <> 'completed'
    union all select 'a completed login without a session' from logins l where l.state = 'completed'
      and not exists (select 1 from audit a where a.login_id = l.id and a.event = 'login.session')
    union all select 'a verified login without a PIN that was right' from logins l
      where l.state in ('verified', 'completed') and l.route = 'password' and l.amr = 'pwd sms'
      and not exists (select 1 from challenges c where c.login_id = l.id and c.state = 'approved')
    union all select 'an account without its audit entry' from signups s where s.user_id is not null
      and not exists (select 1 from audit a where a.user_id = s.user_id and a.event = 'signup.account')
    union all select 'an account without its number' from users u
      where not exists (select 1 from phones p where p.user_id = u.id)
    union all select 'tries beyond the limit' from challenges where tries_left not between 0 and 3`;
  expect(broken.map(({ what }) => what)).toEqual([]);
  // Whatever went out was reserved before.
  const [sends] = await sql<{ count: number }[]>`
    select count(*)::int as count from sends where result in ('reserved', 'accepted', 'unknown')`;
  expect(control.messagesFor(phone).length).toBeLessThanOrEqual(sends?.count ?? 0);
}
