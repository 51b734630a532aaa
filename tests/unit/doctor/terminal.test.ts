import { describe, expect, test } from "vitest";
import { readOptions } from "@/dev/doctor/options";
import { exitCode, report, wantsColours } from "@/dev/doctor/terminal";
import { describeCounts, type Result } from "@/lib/doctor/check";

const results: readonly Result[] = [
  { matter: "Configuration", title: "Node.js", verdict: "right", told: "version 22" },
  { matter: "Configuration", title: "Address", verdict: "note", told: "on this machine" },
  {
    matter: "Database",
    title: "Reached",
    verdict: "wrong",
    told: "nobody answers",
    cure: `Look ${"there, ".repeat(14)}now.`,
  },
  { matter: "Database", title: "Rights", verdict: "skipped", told: "not looked at, because it is off" },
  { matter: "Database", title: "Server", verdict: "skipped", told: "not looked at, because it is off" },
];
const warned: readonly Result[] = [
  { matter: "Mail", title: "Set up", verdict: "warning", told: "none", cure: "Set it." },
];

test("Matters have their lines in columns, cures stand under what is wrong, and what was left out stands together", () => {
  expect(report(results, false)).toBe(`Configuration
  right    Node.js               version 22
  note     Address               on this machine

Database
  WRONG    Reached               nobody answers
                                 → Look there, there, there, there, there, there, there, there, there, there,
                                   there, there, there, there, now.
  skipped  Rights, Server: not looked at, because it is off
`);
});

test("No line is longer than 110 characters, and without colours none has an escape", () => {
  for (const line of report(results, false).split("\n")) {
    expect(line.length).toBeLessThanOrEqual(110);
    expect(line).not.toContain("\u001b");
  }
});

test("Colours are for terminals alone, and for nobody who has set NO_COLOR", () => {
  expect(report(results, true)).toContain("\u001b[31mWRONG    \u001b[0m");
  expect([
    wantsColours(true, undefined),
    wantsColours(true, ""),
    wantsColours(true, "1"),
    wantsColours(false, undefined),
  ]).toEqual([true, true, false, false]);
});

test("The last line counts, and notes are right", () => {
  expect(describeCounts(results)).toBe("5 checks: 2 right, 0 to look at, 1 wrong, 2 not looked at");
  expect(describeCounts(warned)).toBe("1 checks: 0 right, 1 to look at, 0 wrong");
});

test("It fails for what is wrong, and with --ci for what is to be looked at too", () => {
  expect([
    exitCode(results, false),
    exitCode(warned, false),
    exitCode(warned, true),
    exitCode([], true),
  ]).toEqual([1, 0, 1, 0]);
});

describe("Options", () => {
  test("all of them are read", () => {
    expect(
      readOptions(["--url", "https://a.example", "--ci", "--env-file", "one", "--env-file", "two"]),
    ).toEqual({
      site: new URL("https://a.example"),
      files: ["one", "two"],
      json: false,
      strict: true,
      mail: null,
      number: null,
    });
    expect(readOptions(["--help"])).toBeNull();
  });

  test.each([
    [["--url", "a.example"]],
    [["--url", "http://a.example"]],
    [["--json", "--send", "+447911123456"]],
    [["--nonsense"]],
    [["word"]],
  ])("%j is refused in words", (args) => {
    expect(() => readOptions(args)).toThrow(/\w/);
  });
});
