import { describe, expect, test } from "vitest";
import { inTurns } from "../../support/turns";

const callable = (value: unknown) => {
  if (typeof value !== "function") throw new Error("No function");
  return (...values: unknown[]): unknown => value(...values);
};

describe("Two instances that take turns", () => {
  test("answer call by call when they answer later, whichever function is called", async () => {
    const [one, two] = [
      { start: async () => "start 1", check: async () => "check 1" },
      { start: async () => "start 2", check: async () => "check 2" },
    ];
    const start = callable(inTurns(one, two, "start"));
    const check = callable(inTurns(one, two, "check"));
    const answers = [await start(), await check(), await check(), await start(), await start()];
    const other = answers[0] === "start 1" ? ["2", "1", "2", "1"] : ["1", "2", "1", "2"];
    expect(answers.slice(1).map((answer) => String(answer).at(-1))).toEqual(other);
  });

  test("are one for whatever is no function, and for classes", () => {
    class One {}
    class Other {}
    const [one, other] = [{ a: 1 }, { a: 1 }];
    expect(inTurns({ value: one }, { value: other }, "value")).toBe(one);
    expect(inTurns({ value: One }, { value: Other }, "value")).toBe(One);
  });
});
