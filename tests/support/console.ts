import { afterEach, expect } from "vitest";

// A setup file: what is written to console.warn or console.error fails the test, unless the test claims it.

type Line = { text: string; claimed: boolean };

let lines: Line[] = [];
let logged: string[] = [];

const asText = (values: readonly unknown[]): string =>
  values.map((value) => (value instanceof Error ? (value.stack ?? value.message) : String(value))).join(" ");

/** Takes what was written so far and matches; fails when nothing does. */
export function claimConsole(pattern: RegExp): string[] {
  const matching = lines.filter((line) => pattern.test(line.text));
  expect(matching, `Nothing on the console matches ${pattern}`).not.toEqual([]);
  for (const line of matching) line.claimed = true;
  return matching.map((line) => line.text);
}

/** The application's log lines (JSON) since the test before. They are kept from the terminal. */
export function loggedLines(): readonly string[] {
  return logged;
}

for (const method of ["warn", "error"] as const) {
  console[method] = (...values: unknown[]) => {
    lines.push({ text: asText(values), claimed: false });
  };
}

for (const stream of [process.stdout, process.stderr]) {
  const write: typeof stream.write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array) => {
    const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    if (!text.startsWith("{")) return write(chunk);
    logged.push(...text.split("\n").filter((line) => line !== ""));
    return true;
  };
}

afterEach(() => {
  const unclaimed = lines.filter((line) => !line.claimed).map((line) => line.text);
  lines = [];
  logged = [];
  expect(unclaimed, "Something was written to the console that no test claimed").toEqual([]);
});
