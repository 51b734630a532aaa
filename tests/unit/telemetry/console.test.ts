import { expect, test } from "vitest";
import { keepConsole } from "@/lib/telemetry/console";
import { loggedLines } from "../../support/console";

/** In place of the process's own. */
const written = { error: (..._: unknown[]): void => undefined, warn: (..._: unknown[]): void => undefined };
keepConsole(written);

const SECRET = "ada@example.org";

test("An error that somebody else writes down is one line, with its place and without a statement's values (T-068)", () => {
  const cause = new Error("duplicate key");
  const failed = Object.assign(new Error(`Failed query: insert\nparams: ${SECRET}`, { cause }), {
    query: "insert",
  });
  written.error("unhandledRejection:", failed, { params: [SECRET] });
  expect(loggedLines()).toHaveLength(1);
  const [line = ""] = loggedLines();
  expect(JSON.parse(line)).toMatchObject({
    level: "error",
    event: "console",
    says: "unhandledRejection:",
    message: "duplicate key",
    stack: expect.stringMatching(/^at .*console\.test\.ts/),
  });
  expect(line).not.toContain(SECRET);
});

test("A warning keeps its level, and a text is one line", () => {
  written.warn("two\nlines");
  expect(loggedLines().map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", says: "two\nlines" },
  ]);
});
