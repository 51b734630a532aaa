import { beforeEach, expect, test } from "vitest";
import { policy } from "@/lib/policy";
import { sweepAll } from "@/lib/sweep";
import { testDatabase } from "../../support/database";
import { newNotice, newPhoneChange } from "../../support/notices";
import { newPerson } from "../../support/people";
import { scriptedProvider } from "../../support/provider";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const { noticeSeconds, browserSeconds, flowSeconds } = policy.retention;
const sweep = () => sweepAll(scriptedProvider().providers);

test("the sweeper sends what is due, and deletes notices once nobody needs them", async () => {
  const person = await newPerson();
  const kept = await newNotice(person, { age: noticeSeconds - 60 });
  await newNotice(person, { age: noticeSeconds + 60 });
  expect(await sweep()).toMatchObject({ told: 2, undelivered: 0, notices: 1 });
  expect(await sql`select id, sent_at is not null as sent from notices`).toEqual([{ id: kept, sent: true }]);
});

test("links in notices work for less long than notices are kept", () => {
  expect(policy.notices.disputeSeconds).toBeLessThan(noticeSeconds);
  expect(policy.notices.undeliveredSeconds).toBeLessThan(noticeSeconds);
  const waits = policy.notices.retryAfter.reduce((sum, seconds) => sum + seconds, 0);
  expect(waits).toBeLessThan(policy.notices.disputeSeconds);
});

test("browsers are forgotten when they were not used for long", async () => {
  const { id } = await newPerson();
  for (const [hash, idle] of [
    ["old", browserSeconds + 60],
    ["new", browserSeconds - 60],
  ] as const)
    await sql`insert into browsers (user_id, browser_hash, last_seen_at)
      values (${id}, ${hash}, now() - ${idle} * interval '1 second')`;
  expect(await sweep()).toMatchObject({ browsers: 1 });
  expect(await sql`select browser_hash from browsers`).toEqual([{ browser_hash: "new" }]);
});

test("a number that was replaced is forgotten long after it can be taken back", async () => {
  const person = await newPerson();
  const settles = policy.phone.settlesAfterSeconds;
  await newPhoneChange(person, "+447700900999", settles + noticeSeconds + 60);
  const kept = await newPhoneChange(person, "+447700900998", settles + noticeSeconds - 60);
  expect(await sweep()).toMatchObject({ phoneChanges: 1 });
  expect(await sql`select id from phone_changes`).toEqual([{ id: kept }]);
});

test("confirmations go a day after their end, a former address only when it is told of nothing any more", async () => {
  const { id } = await newPerson();
  const hour = 3_600;
  const former = 72 * hour;
  for (const [purpose, state, over, ended] of [
    ["step-up", "open", flowSeconds - 60, null],
    ["step-up", "open", flowSeconds + 60, null],
    ["email-change", "mailed", flowSeconds + 60, null],
    ["email-change", "cancelled", flowSeconds + 60, flowSeconds],
    ["email-change", "done", former - 60, former - 60],
    ["email-change", "done", former + 60, former + 60],
  ] as const)
    await sql`insert into confirmations (purpose, state, user_id, browser, expires_at, ended_at)
      values (${purpose}, ${state}, ${id}, '', now() - ${over} * interval '1 second',
        now() - ${ended}::int * interval '1 second')`;
  expect(await sweep()).toMatchObject({ confirmations: 4 });
  expect(await sql`select purpose, state from confirmations order by 1`).toEqual([
    { purpose: "email-change", state: "done" },
    { purpose: "step-up", state: "open" },
  ]);
});
