import { beginLifetime } from "../../dev/lifetime";
import { startSubject } from "../../dev/testing/subject";
import { databaseAt } from "./support/database";
import { peopleOf } from "./support/people";
import { simulatorAt } from "./support/simulator";
import { expect, test } from "./support/test";

test("a login takes two posts, nine statements and two calls to the provider", async () => {
  const lifetime = beginLifetime();
  try {
    // An application of its own: other tests' statements would count. What its provider tells later is no part of it.
    const {
      appUrl,
      databaseUrl,
      simulator: started,
    } = await startSubject(lifetime, { callbacks: false, instances: 1 });
    const [database, simulator] = [databaseAt(databaseUrl), simulatorAt(started.url)];
    lifetime.defer(database.close);
    const people = peopleOf({ baseUrl: appUrl, databaseUrl, simulatorUrl: started.url }, database, simulator);
    // A browser that the account knows: of a new one its owner is told, by two statements after the answer.
    const { person, browser } = await people.signUp();
    await browser.submit("/account", "Log out");

    await database.sql`create extension pg_stat_statements`;
    await database.sql`select pg_stat_statements_reset()`;
    const callsBefore = started.control.calls().length;
    const { username: identifier, password } = person;
    await browser.submit("/login", "Continue", { identifier, password });
    const pin = await simulator.latestCode(person.phone, 1);
    const account = await browser.land(await browser.submit("/login/pin", "Log in", { pin }));
    expect(account.body).toContain(`Hello ${person.username}`);

    const statements = await database.sql<{ query: string; calls: number }[]>`
      select query, calls::int from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where datname = current_database() and query not like '%pg_stat_statements%'`;
    const total = statements.reduce((sum, { calls }) => sum + calls, 0);
    expect(total, statements.map(({ query, calls }) => `${calls} × ${query}`).join("\n")).toBeLessThanOrEqual(
      9,
    );
    expect(total).toBeGreaterThan(0);
    expect(
      started.control
        .calls()
        .slice(callsBefore)
        .map((call) => call.operation),
    ).toEqual(["start", "check"]);
  } finally {
    await lifetime.end();
  }
});
