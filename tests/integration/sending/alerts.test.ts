import { beforeEach, expect, test } from "vitest";
import { claimAlert } from "@/db/queries/alerts";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";

const { sql: query, reset } = await testDatabase();

beforeEach(reset);

test("An alert is due once an hour, each for itself", async () => {
  expect(await claimAlert("provider-down:vonage", 3_600)).toBe(true);
  expect(await claimAlert("provider-down:vonage", 3_600)).toBe(false);
  expect(await claimAlert("provider-down:telnyx", 3_600)).toBe(true);
  await query`update alerts set raised_at = raised_at - interval '3599 seconds'`;
  expect(await claimAlert("provider-down:vonage", 3_600)).toBe(false);
  await query`update alerts set raised_at = raised_at - interval '1 second'`;
  expect(await claimAlert("provider-down:vonage", 3_600)).toBe(true);
});

test("Of a hundred instances that see the same trouble one raises it, fifty times", async () => {
  for (let round = 0; round < 50; round += 1) {
    const answers = await race(100, () => claimAlert(`trouble ${round % 2}`, 3_600));
    const due = answers.filter((answer) => answer.status === "fulfilled" && answer.value);
    expect(due).toHaveLength(1);
    await query`update alerts set raised_at = raised_at - interval '1 hour'`;
  }
}, 30_000);
