/**
 * Writes the audit with its seals as lines of JSON, to be kept and checked elsewhere: whole seals that have rows of these
 * days (UTC, both included), and what is not sealed yet.
 * Run: npm run audit:export -- --out audit.ndjson [--from 2026-01-01] [--to 2026-01-31]
 */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { readEnvFiles } from "../services";
import { chainOf } from "./chain";
import { runCommand } from "./command";
import { inDatabase } from "./database";
import { linesOf } from "./lines";
import { readRange } from "./range";

function day(name: string, given: string | undefined): string | null {
  if (given === undefined) return null;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(given) || Number.isNaN(Date.parse(given)))
    throw new Error(`--${name} takes a day, such as 2026-01-31.`);
  return given;
}

runCommand(async () => {
  const { values } = parseArgs({
    options: { from: { type: "string" }, to: { type: "string" }, out: { type: "string" } },
  });
  const [from, to] = [day("from", values.from), day("to", values.to)];
  readEnvFiles();
  const target = values.out ? createWriteStream(values.out, { mode: 0o600 }) : process.stdout;
  await inDatabase("read only", async (held) => {
    const range = await readRange(from, to, held);
    await pipeline(Readable.from(linesOf(chainOf(held, range), range.afterSeal !== "0")), target, {
      end: values.out !== undefined,
    });
  });
  return 0;
});
