import { describe, expect, test } from "vitest";
import { addable, amrOf, sessionsOf, stepUps, ways } from "@/lib/access/ways";
import { aalOf, type Method, methodsOf } from "@/lib/auth/assurance";

const level = (...methods: readonly Method[]) => aalOf(amrOf(methods));

describe("Every way in", () => {
  test.each(Object.entries(ways))("%s reaches the level that its methods come to (R-015)", (_, way) => {
    expect(way.aal).toBe(way.route === null ? 0 : level(...way.passes));
  });

  test("has its methods stored as they are, none is dropped as unknown", () => {
    for (const { passes } of Object.values(ways))
      expect(methodsOf(amrOf(passes)).toSorted()).toEqual([...passes].sort());
  });

  test("opens sessions of these methods, and no other does", () => {
    const opened = [...sessionsOf].flatMap(([route, amrs]) => amrs.map((amr) => `${route}: ${amr}`));
    expect(opened.toSorted()).toEqual(
      [
        "passkey: pop uv",
        "password: otp pwd",
        "password: pop pwd",
        "password: pop pwd uv",
        "password: pwd rec",
        "password: pwd sms",
        "password: pwd swk",
        "phone: pwd sms",
        "phone: sms",
        "signup: pwd sms",
        "trusted: pwd",
      ].toSorted(),
    );
  });
});

describe("Every way to confirm", () => {
  test.each(Object.entries(stepUps))("%s lifts a session as far as its methods come to", (_, step) => {
    expect(step.lifts).toEqual({ phone: level("sms", ...step.adds), password: level("pwd", ...step.adds) });
  });

  test("adds what a session that goes on may have beside what it had", () => {
    expect([...addable].sort()).toEqual(
      [...new Set(Object.values(stepUps).flatMap(({ adds }) => adds))].sort(),
    );
  });
});
