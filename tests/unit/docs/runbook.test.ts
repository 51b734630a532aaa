import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readText, root } from "./markdown";

const runbook = readText("docs/runbook.md");
const code = ["lib", "db", "instrumentation.ts"]
  .flatMap((folder) =>
    folder.endsWith(".ts")
      ? [folder]
      : readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
          .filter((name) => name.endsWith(".ts"))
          .map((name) => join(folder, name)),
  )
  .map(readText)
  .join("\n");

/** Names in code type: of an event with a dot, of an alert with what it is about. */
const named = (form: RegExp) => [...new Set([...runbook.matchAll(form)].map(([, name = ""]) => name))];

/** `callback.taken` is `callback.` and what became of it. */
const isLogged = (event: string): boolean =>
  code.includes(`"${event}"`) ||
  (/`callback\.\$\{received\}`/.test(code) && /^callback\.(taken|replayed)$/.test(event));

test("every event that the runbook tells to look for is written by some code", () => {
  const events = named(/`([a-z]+\.[a-z]+(?:-[a-z]+)*)`/g).filter((name) => !/\.(md|ts)$/.test(name));
  expect(events.length).toBeGreaterThan(12);
  expect(events.filter((event) => !isLogged(event))).toEqual([]);
});

test("every alert is one that is raised", () => {
  const alerts = named(/`((?:provider|send|notice|callback|job|audit)-[a-z]+(?:-[a-z]+)*)(?::[^`]*)?`/g);
  expect(alerts.length).toBeGreaterThan(4);
  const raised = (alert: string) =>
    code.includes(`"${alert}"`) ||
    code.includes(`\`${alert}:`) ||
    code.includes(`"${alert.replace("provider-", "")}"`);
  expect(alerts.filter((alert) => !raised(alert))).toEqual([]);
});

test("every entry says how it shows, what to do and when it is over, or is a list of steps", () => {
  for (const section of runbook.split("\n## ").slice(1)) {
    const [title = ""] = section.split("\n");
    const told = ["**Do**", "1. ", "/login/lost", "|---|", "right", "72 hours", "**With nothing left**"];
    expect(
      told.some((mark) => section.includes(mark)),
      title,
    ).toBe(true);
    if (section.includes("**Shows as**")) expect(section, title).toContain("**Do**");
  }
});
