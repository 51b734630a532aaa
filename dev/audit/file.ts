import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { type ChainItem, type ChainRules, type Verified, verifyChain } from "./check";

/** First line of an export, last line of it, and what stands between. */
const id = z.string().regex(/^\d{1,19}$/);
const hash = z.string().regex(/^[\da-f]{64}$/);
const text = z.string().nullable();

const row = z.strictObject({
  id,
  at: z.string(),
  event: z.string(),
  outcome: z.string(),
  userId: text,
  actorId: text,
  factor: text,
  loginId: text,
  sessionId: text,
  browser: text,
  address: text,
  details: text,
  salt: text,
  personalHash: text,
});

const seal = z.strictObject({
  number: id,
  fromId: id,
  toId: id,
  rowCount: z.number(),
  rowsHash: hash,
  previousHash: hash,
  sealedAt: z.string(),
  hash,
  keyId: z.string(),
  mac: z.string(),
  rowIds: text,
  rowHashes: text,
  expiredAt: text,
});

const line = z.union([
  z.strictObject({ row }),
  z.strictObject({ seal }),
  z.strictObject({ export: z.literal("countersign-audit-1"), part: z.boolean() }),
  z.strictObject({ end: z.strictObject({ lines: z.number() }) }),
]);

/** The lines of a file, and what the first and the last of them say, once they have been read. */
function readExport(path: string) {
  const read = { part: false, whole: false };
  async function* items(): AsyncGenerator<ChainItem, void> {
    let lines = 0;
    for await (const written of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const parsed = line.safeParse(asJson(written));
      if (!parsed.success) throw new Error(`Line ${lines + 1} of ${path} is not of an export of the audit.`);
      const one = parsed.data;
      if ("export" in one) read.part = one.part;
      else if ("end" in one) read.whole = one.end.lines === lines;
      else yield one;
      lines += 1;
    }
  }
  return { items: items(), read };
}

function asJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return null;
  }
}

/** Checks a file that `npm run audit:export` has made. Throws where it is none. */
export async function verifyFile(path: string, rules: Omit<ChainRules, "part">): Promise<Verified> {
  const { items, read } = readExport(path);
  const verified = await verifyChain(items, {
    ...rules,
    get part() {
      return read.part;
    },
  });
  return read.whole ? verified : { ...verified, findings: [...verified.findings, { kind: "cut-off" }] };
}
