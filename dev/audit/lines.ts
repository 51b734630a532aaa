import type { ChainItem } from "./check";

/** The lines of an export: what it is, its seals and rows, and how many lines there were. */
export async function* linesOf(items: AsyncIterable<ChainItem>, part: boolean): AsyncGenerator<string, void> {
  let lines = 1;
  yield `${JSON.stringify({ export: "countersign-audit-1", part })}\n`;
  for await (const item of items) {
    yield `${JSON.stringify(item)}\n`;
    lines += 1;
  }
  yield `${JSON.stringify({ end: { lines } })}\n`;
}
