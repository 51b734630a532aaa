import { describe, expect, test } from "vitest";
import { checkReceipt } from "../../../dev/receipt/check.mjs";
import { makeReceipt } from "./genuine-receipt";

const { receipt, keys } = await makeReceipt();

/** What is said to be wrong, or not to have been checked. */
const faults = (given: unknown, by: unknown = keys) =>
  checkReceipt(given, by)
    .findings.filter(({ ok }) => ok !== true)
    .map(({ text }) => text);

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(name) : name]),
  );
}

const named = (path: Path) =>
  path.map((part, at) => (typeof part === "number" ? `[${part}]` : at === 0 ? part : `.${part}`)).join("");

/** The receipt with another value in one place; undefined takes the field away. */
function changed(path: Path, change: (value: unknown) => unknown, from: unknown = receipt): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return change(from);
  if (Array.isArray(from)) return from.map((item, at) => (at === name ? changed(rest, change, item) : item));
  const fields = Object.entries(from ?? {});
  const mapped = fields.map(
    ([key, value]) => [key, key === name ? changed(rest, change, value) : value] as const,
  );
  return Object.fromEntries(mapped.filter(([, value]) => value !== undefined));
}

/** The next character of the alphabet at one place: of a digit another digit, of a letter another letter. */
const bumped = (text: string, at: number) => {
  const code = text.charCodeAt(at);
  const next = /[9zZ]/.test(text.charAt(at)) ? code - 1 : code + 1;
  return text.slice(0, at) + String.fromCharCode(next) + text.slice(at + 1);
};

const other = (value: unknown) => {
  if (typeof value === "number") return value + 1;
  if (typeof value !== "string") return "something";
  return bumped(value, Math.max(0, value.search(/[a-z0-9]/i)));
};

describe("A genuine receipt", () => {
  test("It is good by the keys of the application, and everything was checked", () => {
    const { ok, findings } = checkReceipt(receipt, keys);
    expect(findings.map(({ ok: fits }) => fits)).toEqual(findings.map(() => true));
    expect(ok).toBe(true);
    expect(findings.map(({ text }) => text).join("\n")).toContain(
      "enrolled for ada on 2026-11-25T13:07:33.000Z",
    );
  });

  test("Without keys it is good as far as that goes, and it says what was not checked", () => {
    const { ok, findings } = checkReceipt(receipt);
    expect(ok).toBe(true);
    expect(findings.filter((one) => one.ok === null).map(({ text }) => text)).toEqual([
      expect.stringContaining("whether this key was enrolled for ada"),
    ]);
  });

  test("It stays good when its fields stand in another order", () => {
    const turned = (value: unknown): unknown =>
      typeof value !== "object" || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([name, inner]) => [name, turned(inner)]),
          );
    expect(faults(turned(receipt))).toEqual([]);
  });

  test("It stays good when the application has newer keys besides", async () => {
    const newer = await makeReceipt({
      secret: `${"n".repeat(40)},auth-secret-that-is-long-enough-to-be-one`,
    });
    expect(faults(receipt, newer.keys)).toEqual([]);
  });
});

describe("Every field that was changed is found, and named", () => {
  const fields = leaves(receipt).map((path) => [named(path), path] as const);
  /** A finding begins with the path, or with the byte or the line of it. */
  const names = (name: string) => (text: string) =>
    [`${name}:`, `of ${name}:`, `of the ${name}:`, `vouches for, ${name}:`].some((start) =>
      text.replace(/^(byte|line) \d+ /, "").includes(start),
    );
  /** Follows from the change of another field. */
  const follows = (text: string) => text.startsWith("line ");

  test("The list of them is that of the receipt", () => {
    expect(fields.map(([name]) => name)).toEqual(
      expect.arrayContaining(["request.details[1].value", "device.enrolledAt", "attestation.keys", "v"]),
    );
    expect(fields.length).toBeGreaterThan(30);
  });

  test.each(fields)("%s", (name, path) => {
    const found = faults(changed(path, other));
    expect(found.some(names(name))).toBe(true);
    expect(found.filter((text) => !names(name)(text) && !follows(text))).toEqual([]);
  });

  test.each(fields)("%s, where it is missing", (name, path) => {
    expect(faults(changed(path, () => undefined)).filter((text) => !names(name)(text))).toEqual([]);
    expect(faults(changed(path, () => undefined))).not.toEqual([]);
  });

  test.each(fields)("%s, where it is an object", (name, path) => {
    const found = faults(changed(path, () => ({ a: [1] })));
    expect(found).toEqual([expect.stringMatching(/^\S+: has to be /)]);
    expect(found.some(names(name))).toBe(true);
  });

  test("What the receipt says and what was signed are both told", () => {
    const path = ["request", "details", 1, "value"];
    expect(faults(changed(path, () => "2"))).toEqual([
      'request.details[1].value: the receipt says "2", what was signed says "1,000,000"',
    ]);
  });

  test("A detail more, or one less, is a change too", () => {
    const more = changed(["request", "details"], () => [
      ...receipt.request.details,
      { label: "To", value: "me" },
    ]);
    expect(faults(more)).toEqual([
      'request.details[2]: the receipt says {"label":"To","value":"me"}, what was signed says nothing',
    ]);
    expect(faults(changed(["request", "details"], () => receipt.request.details.slice(1)))).toHaveLength(3);
  });

  test("A field that no receipt has is one too many, whatever it is called", () => {
    expect(faults({ ...receipt, note: "paid" })).toEqual(["note: no receipt has such a field"]);
    const request: unknown = JSON.parse(JSON.stringify(receipt.request).replace("{", '{"__proto__":{},'));
    expect(faults({ ...receipt, request })).toEqual(["request.__proto__: no receipt has such a field"]);
  });

  test.each([null, 7, "receipt", [], [receipt]])("%s is no receipt", (value) => {
    expect(faults(value)).toEqual(["It is no receipt."]);
  });
});

describe("What is not of the form of a receipt is said plainly", () => {
  test.each([
    ["signature", "ab=c", "signature: byte 3 is not one of base64url"],
    ["signature", "abcd", "signature: stands for 3 bytes in place of 64"],
    ["decidedAt", "26 November", "decidedAt: has to be a time such as"],
    ["decision", "perhaps", 'decision: has to be "approved" or "denied" or "disowned"'],
    ["v", 2, "v: has to be 1"],
  ])("%s: %s", (field, value, text) => {
    expect(faults({ ...receipt, [field]: value })).toEqual([expect.stringContaining(text)]);
  });

  test("A signature written another way than it is written is not the same", () => {
    const last = bumped(receipt.signature, receipt.signature.length - 1);
    expect(faults({ ...receipt, signature: last })).toEqual([expect.stringMatching(/^signature: byte 86: /)]);
  });

  test("A name that would bring lines of its own into what the application signed is refused", () => {
    expect(faults(changed(["device", "name"], () => "Pixel\nforged"))).toEqual([
      "device.name: has to be one line of text",
    ]);
  });

  test.each(["https://a$(id);b.example", "https://", "login.example.org", "javascript:alert(1)"])(
    "%s is the address of no application",
    (audience) => {
      expect(faults(changed(["request", "audience"], () => audience))).toEqual([
        expect.stringMatching(/^request.audience: has to be the address/),
      ]);
    },
  );
});
