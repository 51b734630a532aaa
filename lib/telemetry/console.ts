import "server-only";

import { describeError, log } from "../log";

const MOST_FRAMES = 12;

/** Where it happened, without the words of the error above it. */
const framesOf = ({ stack = "" }: Error): string =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MOST_FRAMES)
    .map((line) => line.trim())
    .join("; ");

/**
 * What others write to the console becomes a line of the log. Next writes every error there that a page throws or that
 * nobody catches, as it is: with a failed statement that is the statement and its values.
 */
export function keepConsole(target: Pick<Console, "error" | "warn"> = console): void {
  for (const method of ["error", "warn"] as const) {
    target[method] = (...values: unknown[]) => {
      const error = values.find((value) => value instanceof Error);
      const says = values
        .filter((value) => typeof value === "string")
        .join(" ")
        .trim()
        .slice(0, 200);
      const about = error ? { ...describeError(error), stack: framesOf(error) } : {};
      log(method, "console", { says, ...about });
    };
  }
}
