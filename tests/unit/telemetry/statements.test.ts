import { expect, test } from "vitest";
import { describeStatement } from "@/db/telemetry";

test.each([
  [`select "id" from "users" where "id" = $1`, "select users"],
  ["with counted as (insert into throttles (key) values ($1)) select * from counted", "insert throttles"],
  ["with spent as (update challenges set tries_left = 2) select 1 from spent", "update challenges"],
  ["delete from breakers where provider = $1", "delete breakers"],
  ["select now()", "select"],
  [`set transaction isolation level "serializable"`, "set transaction"],
])("%s is called %s", (text, summary) => {
  expect(describeStatement(text)["db.query.summary"]).toBe(summary);
});

test("A value that somebody wrote into a statement is not told", () => {
  const told = describeStatement(
    "select * from users where email = 'ada@example.org' and phone = '+447700900123'",
  );
  expect(JSON.stringify(told)).not.toMatch(/ada|4477/);
});
