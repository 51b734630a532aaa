import { describe, expect, test } from "vitest";
import {
  after,
  isLoginState,
  type LoginEvent,
  type LoginState,
  loginEvents,
  machine,
  pathFor,
  transition,
} from "@/lib/login/machine";

/** The table of the design, written down a second time. */
const table = `
  event             identified   challenged   verified    completed   failed   cancelled
  challengeStarted  challenged   challenged   -           -           -        -
  factorPassed      -            verified     -           -           -        -
  moreNeeded        -            identified   -           -           -        -
  morePassed        verified     -            -           -           -        -
  denied            -            failed       -           -           -        -
  triesExhausted    -            failed       -           -           -        -
  cancelled         cancelled    cancelled    -           -           -        -
  revoked           cancelled    cancelled    cancelled   -           -        -
  sessionIssued     -            -            completed   -           -        -`;

const [[, ...states] = [], ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([event = "", ...ends]) =>
  ends.map((end, column) => ({ state: states[column] ?? "", event, end: end === "-" ? null : end })),
);
const known = cells.flatMap(({ state, event, end }) => {
  const name = loginEvents.find((one) => one === event);
  return name && isLoginState(state) ? [{ state, event: name, end }] : [];
});

test("The machine has the states and the events of the design, and no others", () => {
  expect(Object.keys(machine).toSorted()).toEqual(states.toSorted());
  expect([...loginEvents].toSorted()).toEqual(rows.map(([event]) => event).toSorted());
  expect(known).toHaveLength(Object.keys(machine).length * loginEvents.length);
});

test.each(known)("In $state, $event leads to $end", ({ state, event, end }) => {
  expect(after(state, event)).toBe(end);
});

test.each(loginEvents)("The guard of %s names every state it may start from, and its one end", (event) => {
  const may = known.filter((cell) => cell.event === event && cell.end !== null);
  const { from, to } = transition(event);
  expect([...from].toSorted()).toEqual(may.map(({ state }) => state).toSorted());
  expect([to]).toEqual([...new Set(may.map(({ end }) => end))]);
});

describe("What the table means", () => {
  const into = (end: LoginState): LoginEvent[] => [
    ...new Set(known.filter((cell) => cell.end === end).map(({ event }) => event)),
  ];

  test("Only a passed factor makes a login verified, and only an issued session completes it", () => {
    expect(into("verified").toSorted()).toEqual(["factorPassed", "morePassed"]);
    expect(into("completed")).toEqual(["sessionIssued"]);
    expect(transition("sessionIssued").from).toEqual(["verified"]);
  });

  test("A factor cannot be passed before one was asked for", () => {
    expect(transition("factorPassed").from).toEqual(["challenged"]);
  });

  test("More is passed only where a right PIN was not enough", () => {
    expect(transition("morePassed").from).toEqual([transition("moreNeeded").to]);
    expect(into("identified")).toEqual(["moreNeeded"]);
  });

  test.each(["completed", "failed", "cancelled"] as const)("Nothing leads out of %s", (state) => {
    expect(loginEvents.map((event) => after(state, event))).toEqual(loginEvents.map(() => null));
  });
});

test.each([
  ["identified", "/login/more"],
  ["challenged", "/login/pin"],
  ["verified", "/login/pin"],
  ["completed", "/account"],
  ["failed", "/login"],
  ["cancelled", "/login"],
] as const)("A browser whose login is %s belongs at %s", (state, path) => {
  expect(pathFor(state)).toBe(path);
});

test.each(["", "IDENTIFIED", "verified ", "expired", "constructor", "toString", "__proto__"])(
  "%j is no state of a login",
  (text) => {
    expect(isLoginState(text)).toBe(false);
  },
);
