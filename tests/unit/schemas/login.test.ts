import { expect, test } from "vitest";
import { loginInput } from "@/lib/schemas/login";
import { cpuMilliseconds } from "../cpu-time";

const read = (identifier: unknown, password: unknown = "correct horse battery") =>
  loginInput.safeParse({ identifier, password });

test.each([
  "ada",
  "Ada.Lovelace",
  "ada@example.org",
  " ada ",
  "аda",
  "'; drop table users; --",
  "a".repeat(254),
])("%j may be asked for: whether it is anybody's is not told here", (identifier) => {
  expect(read(identifier)).toMatchObject({ success: true, data: { identifier } });
});

test.each([
  ["nothing", ""],
  ["too long", "a".repeat(255)],
  ["NUL", "ada\0"],
  ["a line break", "ada\nbob"],
  ["half of a surrogate pair", "ada\ud800"],
  ["a number", 7],
  ["an array", ["ada"]],
  ["an object", { toString: () => "ada" }],
  ["null", null],
])("A name is refused that is %s", (_, identifier) => {
  expect(read(identifier).error?.issues.map(({ path }) => path[0])).toContain("identifier");
});

test.each([
  ["nothing", ""],
  ["NUL", "correct\0horse"],
  ["an array", ["correct horse battery"]],
  ["null", null],
])("A password is refused that is %s", (_, password) => {
  expect(read("ada", password).error?.issues.map(({ path }) => path[0])).toContain("password");
});

test("Fields that nobody asked for are dropped", () => {
  const form = { identifier: "ada", password: "x", userId: "1", verified: "true", step: "pin", mfa: "done" };
  expect(loginInput.parse(form)).toEqual({ identifier: "ada", password: "x" });
});

test("A megabyte in either field is refused at once", () => {
  const long = "é".repeat(1_000_000);
  expect(cpuMilliseconds(() => expect(read(long).success).toBe(false))).toBeLessThan(200);
  expect(cpuMilliseconds(() => expect(read("ada", long).success).toBe(false))).toBeLessThan(200);
});

test.each(["identifier", "password"] as const)(
  "The length of %s is judged before anything else looks at it",
  (field) => {
    const { error } = loginInput.safeParse({ identifier: "ada", password: "x", [field]: "\0".repeat(2_000) });
    expect(error?.issues).toMatchObject([{ path: [field], message: "That is too long." }]);
  },
);
