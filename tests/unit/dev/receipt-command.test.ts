import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { makeReceipt } from "./genuine-receipt";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "receipt-"));
afterAll(() => rmSync(folder, { recursive: true }));

const { receipt, keys } = await makeReceipt();
const whole = JSON.stringify(receipt, null, 2);

function write(name: string, text: string | Buffer): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

const keyFile = write("keys.json", JSON.stringify(keys));

function check(...args: string[]) {
  const command = path.join(root, "dev", "receipt.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run receipt", () => {
  test("It is this command", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    expect(scripts.receipt).toBe("node dev/receipt.mjs");
  });

  test("A good receipt with keys ends with 0, and tells what was decided", () => {
    const { status, stdout, stderr } = check(write("good.json", whole), keyFile);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^This receipt is good\.$/m);
    for (const told of [
      "yes (approved), with the digits 472910",
      "ada at https://login.example.org",
      "Pay Jarod 1,000,000 €",
      "Payee: Jarod’s vault",
      "Firefox on Linux, Zürich, CH, 192.0.2.7",
      "2026-11-26T13:07:42.412Z",
      "Zoë’s Pixel 📱",
    ]) {
      expect(stdout).toContain(told);
    }
    expect(stdout).not.toMatch(/WRONG|NOT CHECKED|curl/);
  });

  test("Without keys it ends with 0, says what was not checked and how to do that", () => {
    const { status, stdout } = check(write("good.json", whole));
    expect(status).toBe(0);
    expect(stdout).not.toContain("This receipt is good.");
    expect(stdout).toContain("NOT CHECKED: whether this key was enrolled for ada");
    expect(stdout).toContain("curl -fo keys.json https://login.example.org/api/receipt-keys");
    expect(stdout).toMatch(/npm run receipt -- \S*good\.json keys\.json/);
  });

  test("A changed one ends with 1, names the field, and tells what was signed", () => {
    const { status, stdout } = check(
      write("bad.json", whole.replace('"value": "1,000,000"', '"value": "2"')),
      keyFile,
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^This receipt is NOT good\.$/m);
    expect(stdout).toContain(
      'WRONG: request.details[1].value: the receipt says "2", what was signed says "1,000,000"',
    );
    expect(stdout).toContain("           Amount: 1,000,000");
  });

  test.each([
    ["a file that was cut off", whole.slice(0, 700), "no JSON, or not all of it"],
    ["an empty file", "", "no JSON, or not all of it"],
    ["a field twice", whole.replace("{", '{"decision":"denied",'), 'it has these fields twice: "decision"'],
    [
      "a byte that is no UTF-8",
      Buffer.concat([Buffer.from("{  "), Buffer.of(0xff)]),
      "byte 4 of the file is no UTF-8",
    ],
  ])("It ends with 1 for %s", (_title, text, told) => {
    const { status, stdout } = check(write("odd.json", text));
    expect(status).toBe(1);
    expect(stdout).toContain(told);
  });

  test.each([
    ["no file", [], "Usage: npm run receipt -- receipt.json [keys.json]"],
    ["three files", ["a", "b", "c"], "Usage:"],
    ["a file that is not there", ["absent.json"], "absent.json cannot be read"],
    ["keys that are not there", [write("good.json", whole), "absent.json"], "absent.json cannot be read"],
    ["keys that are no JSON", [write("good.json", whole), write("none.json", "<html>")], "no JSON"],
    [
      "a receipt in place of keys",
      [write("good.json", whole), write("same.json", whole)],
      "it holds no keys",
    ],
  ])("It ends with 2 for %s", (_title, args, told) => {
    const { status, stdout, stderr } = check(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  test("Nothing of a file reaches the terminal that would move it about", async () => {
    const odd = "Pixel \u202E\u2066 gpj";
    const made = await makeReceipt({ name: odd });
    const control = "\u001b]0;owned\u0007\u009b2J";
    const forged = { ...made.receipt, digits: control, [`x${control}`]: 1 };
    const files = [
      JSON.stringify(made.receipt),
      JSON.stringify(forged),
      `{"a": ${control}`,
      JSON.stringify({ ...made.receipt, digits: control }),
    ];
    for (const text of files) {
      const { stdout, stderr } = check(write("odd.json", text));
      expect(stderr).toBe("");
      expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    expect(check(write("odd.json", JSON.stringify(made.receipt))).stdout).toContain(
      "Pixel \\u{202e}\\u{2066} gpj",
    );
  });
});
