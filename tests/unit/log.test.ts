import { expect, test } from "vitest";
import { describeError, log } from "@/lib/log";
import { loggedLines } from "../support/console";

test("An event is one line of JSON whatever its values hold (T-068)", () => {
  log("info", "login\nforged", { browser: 'x"}\n{"level":"error"\u001b[31m\u2028' });
  expect(loggedLines()).toHaveLength(1);
  expect(JSON.parse(loggedLines()[0] ?? "")).toMatchObject({ level: "info", event: "login\nforged" });
});

test("A failed statement is described by the driver's words and code, never by its values", () => {
  const cause = Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" });
  const failed = Object.assign(new Error("Failed query: insert … params: ada@example.org", { cause }), {
    query: "insert …",
    params: ["ada@example.org"],
  });
  expect(describeError(failed)).toEqual({
    cause: "Error",
    message: "connection refused",
    code: "ECONNREFUSED",
  });
});
