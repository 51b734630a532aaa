/**
 * Checks the receipt of an answer with nothing but Node: no network, nothing installed, nobody asked.
 * Run: npm run receipt -- receipt.json [keys.json]
 * Ends with 0: all that could be checked holds. 1: something is wrong. 2: it could not be checked.
 */
import { readFileSync } from "node:fs";
import { checkReceipt } from "./receipt/check.mjs";
import { readJson } from "./receipt/file.mjs";
import { readKeys } from "./receipt/signatures.mjs";
import { printable, summary } from "./receipt/words.mjs";

const marks = new Map([
  [true, "right"],
  [false, "WRONG"],
  [null, "NOT CHECKED"],
]);

const say = (/** @type {string[]} */ ...lines) =>
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));

function read(/** @type {string} */ file) {
  try {
    return readJson(readFileSync(file));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error.message}`);
  }
}

function readKeyFile(/** @type {string} */ file) {
  const { value, problem } = read(file);
  if (problem !== undefined) throw new Error(`${file}: ${problem}`);
  if (readKeys(value).length === 0)
    throw new Error(`${file}: it holds no keys that receipts are checked with`);
  return value;
}

const verdict = (ok, keys) => {
  if (!ok) return "This receipt is NOT good.";
  return keys ? "This receipt is good." : "What can be checked without the application's keys is good.";
};

function tellHowToCheckTheRest(/** @type {string} */ file, { audience }, /** @type {string} */ address) {
  say(
    "",
    "Anybody can make a key and sign with it. That it was this account's phone takes the word of the application:",
    `fetch its keys, and only if ${audience} is the application that you mean.`,
    `  curl -fo keys.json ${address}`,
    `  npm run receipt -- ${/^[\w./-]+$/.test(file) ? file : "receipt.json"} keys.json`,
  );
}

function run(/** @type {string[]} */ args) {
  const [file, keyFile] = args;
  if (file === undefined || args.length > 2 || file.startsWith("-")) {
    throw new Error("Usage: npm run receipt -- receipt.json [keys.json]");
  }
  const keys = keyFile === undefined ? undefined : readKeyFile(keyFile);
  const { value, problem } = read(file);
  const { ok, findings, signed } =
    problem === undefined
      ? checkReceipt(value, keys)
      : { ok: false, findings: [{ ok: false, text: problem }], signed: null };
  say(verdict(ok, keys), "");
  if (signed) {
    say(ok ? "What it says:" : "What its key signed:", ...summary(signed, ok).map((line) => `  ${line}`), "");
  }
  say("What was checked:", ...findings.map((one) => `  ${marks.get(one.ok)}: ${one.text}`));
  if (ok && signed && keys === undefined)
    tellHowToCheckTheRest(file, signed.request, signed.attestation.keys);
  return ok ? 0 : 1;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${printable(error.message)}\n`);
  process.exitCode = 2;
}
