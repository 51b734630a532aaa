import { describe, expect, inject, test, vi } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { checkSignupPin } from "@/lib/signup/finish";
import { completeStepUp, stepUpHandle } from "@/lib/step-up/confirm";
import { sweepAll } from "@/lib/sweep";
import { testDatabase } from "../../support/database";
import { loginAwaitingPin, newPerson, PASSWORD, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { loggedIn, PAGE, sendPin } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// Only the sweeper sends here, when it is called.
vi.mock("@/lib/notices/deliver", async (real) => ({ ...(await real<object>()), noticesSoon: vi.fn() }));

// Before the first statement: connections keep what they prepare, but where the pooler forgets it.
if (!inject("conditions").pooled) process.env.DATABASE_PREPARE = "1";

const { sql } = await testDatabase();
const script = scriptedProvider();
const { providers, code } = script;

/** All that a migration may do while this code runs (docs/deploy.md), to every table. */
async function expand(round: number): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'later%'`;
  await sql.begin(async (held) => {
    for (const { name } of tables)
      await held.unsafe(`
        alter table "${name}" add column later_${round} text;
        alter table "${name}" add column later_counted_${round} int not null default 7;
        create index on "${name}" (later_counted_${round})`);
    await held.unsafe(`
      create table later_${round} (id bigint generated always as identity primary key, user_id uuid references users on delete cascade);
      create index on later_${round} (user_id)`);
  });
}

/** Everything that can be in the middle while a migration is applied. */
async function begin() {
  const person = await newPerson();
  const { session } = await loggedIn({ confirmed: 3600 });
  const stepUp = await stepUpHandle(session, PAGE);
  await sendPin(session, stepUp, script);
  return {
    session,
    stepUp,
    signup: await signupAwaitingPin(providers),
    login: await loginAwaitingPin(person, providers),
  };
}

async function finish({ session, signup, login, stepUp }: Awaited<ReturnType<typeof begin>>): Promise<void> {
  expect(await checkSignupPin(signup, code, visitor, providers)).toMatchObject({ kind: "created" });
  expect(await redeemHandle(signup)).not.toBeNull();
  expect(await checkLoginPin(login, code, visitor, providers)).toMatchObject({ kind: "verified" });
  expect(await redeemHandle(login)).not.toBeNull();
  expect(await checkConfirmationPin("step-up", stepUp, code, visitor, providers)).toEqual({ kind: "proved" });
  expect(await completeStepUp(session, stepUp)).toEqual({ returnTo: PAGE });
}

describe("On a schema that is ahead of this code (F-22)", () => {
  test("what had begun goes on, and what begins ends, migration after migration", async () => {
    // Once before, so that every connection has seen every statement.
    await finish(await begin());
    await sweepAll(providers);
    for (const round of [1, 2]) {
      const begun = await begin();
      await expand(round);
      await finish(begun);
      await finish(await begin());
      await sweepAll(providers);
    }
    const [{ people } = { people: 0 }] = await sql<{ people: number }[]>`
      select count(*)::int as people from users where later_counted_2 = 7`;
    expect(people).toBe(15);
  });

  test("what is unknown to this code stays out of its way when an account and its rows go", async () => {
    await expand(3);
    const person = await newPerson();
    await sql`insert into later_3 (user_id) values (${person.id})`;
    await sql`delete from users where id = ${person.id}`;
    expect(await sql`select 1 from later_3`).toEqual([]);
    const request = { identifier: person.username, password: PASSWORD, returnTo: null };
    expect(await startLogin(request, visitor, providers)).toEqual({ kind: "rejected" });
  });
});
