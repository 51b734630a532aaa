import { expect, test } from "vitest";
import { barrier, race } from "../../support/barrier";

test("Nobody passes a barrier before the last one has arrived", async () => {
  const arrive = barrier(2);
  let passed = 0;
  const first = arrive().then(() => {
    passed += 1;
  });
  await Promise.resolve();
  expect(passed).toBe(0);
  await arrive();
  await first;
  expect(passed).toBe(1);
});

test("A race gives the outcome of every run, failures among them", async () => {
  const outcomes = await race(3, async (index) => {
    if (index === 1) throw new Error("lost");
    return index;
  });
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
