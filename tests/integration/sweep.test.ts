import { beforeEach, expect, test } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { checkLoginPin } from "@/lib/login/check-pin";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import { race } from "../support/barrier";
import { testDatabase } from "../support/database";
import { loginAwaitingPin, newPerson, signupAwaitingPin, visitor } from "../support/people";
import { scriptedProvider } from "../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const rows = async () => {
  const [counts] = await sql`select (select count(*)::int from logins) as logins,
    (select count(*)::int from signups) as signups, (select count(*)::int from challenges) as challenges,
    (select count(*)::int from sessions) as sessions, (select count(*)::int from throttles) as throttles`;
  return counts;
};
const age = (seconds: number) =>
  sql.unsafe(
    ["logins.expires_at", "signups.expires_at", "sessions.revoked_at", "throttles.window_ends_at"]
      .map((one) => one.split("."))
      .map(([table, column]) => `update ${table} set ${column} = ${column} - interval '${seconds} seconds'`)
      .join("; "),
  );

test("the sweeper never touches what is alive (T-027)", async () => {
  const { providers, code } = scriptedProvider();
  await signupAwaitingPin(providers);
  const handle = await loginAwaitingPin(await newPerson(), providers);
  const before = await rows();
  expect(Object.values(await sweepAll()).every((count) => count === 0)).toBe(true);
  expect(await rows()).toEqual(before);
  expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
  expect(await redeemHandle(handle)).not.toBeNull();
});

test("what was abandoned is gone after its time, its challenges and passwords with it (T-027)", async () => {
  const { providers } = scriptedProvider();
  await signupAwaitingPin(providers);
  await loginAwaitingPin(await newPerson(), providers);
  await age(policy.signup.lifeSeconds + policy.retention.flowSeconds + 1);
  const swept = await sweepAll();
  expect(swept).toMatchObject({ logins: 1, signups: 1 });
  expect(swept.throttles).toBeGreaterThan(0);
  expect(await rows()).toMatchObject({ logins: 0, signups: 0, challenges: 0 });
  expect(await sql`select * from users`).toHaveLength(1);
  expect(await sql`select * from audit`).not.toHaveLength(0);
});

test("two sweepers at once do no harm", async () => {
  const { providers } = scriptedProvider();
  for (let login = 0; login < 5; login += 1) await loginAwaitingPin(await newPerson(), providers);
  await age(policy.login.lifeSeconds + policy.retention.flowSeconds + 1);
  const sweeps = await race(4, () => sweepAll());
  const totals = sweeps.map((one) => (one.status === "fulfilled" ? one.value.logins : Number.NaN));
  expect(totals.reduce((sum, count) => sum + count, 0)).toBe(5);
});
