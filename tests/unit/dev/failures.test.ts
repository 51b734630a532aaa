import { describe, expect, it } from "vitest";
import { failuresOf } from "../../../dev/testing/failures";

const report = (assertionResults: object[], status = "failed", message = "") => ({
  testResults: [{ name: "/somewhere/tests/unit/pin.test.ts", status, message, assertionResults }],
});

describe("failuresOf", () => {
  it("names every failed test with the beginning of its message, and no other", () => {
    const failed = {
      fullName: "a PIN is six digits",
      status: "failed",
      failureMessages: ["expected 5\n  at x"],
    };
    const passed = { fullName: "a PIN is typed once", status: "passed", failureMessages: [] };
    expect(failuresOf(report([passed, failed]), "unit")).toEqual([
      "tests/unit/pin.test.ts › a PIN is six digits\n    expected 5\n      at x",
    ]);
  });

  it("names a file that could not be loaded", () => {
    expect(failuresOf(report([], "failed", "Cannot find module"), "unit")).toEqual([
      "tests/unit/pin.test.ts\n    Cannot find module",
    ]);
  });

  it("cuts long messages", () => {
    const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
    const [told] = failuresOf(report([{ fullName: "x", status: "failed", failureMessages: [long] }]), "unit");
    expect(told).toContain("line 11");
    expect(told).not.toContain("line 12");
  });

  it("says when there is no report at all", () => {
    expect(failuresOf(undefined, "contract")).toEqual(["contract: its runner left no report"]);
  });
});
