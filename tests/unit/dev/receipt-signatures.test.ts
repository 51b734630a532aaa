import { describe, expect, test } from "vitest";
import { checkReceipt } from "../../../dev/receipt/check.mjs";
import { attestedLines, statementOf } from "../../../dev/receipt/texts.mjs";
import { makeReceipt, newPhone, signedBy } from "./genuine-receipt";

const { receipt, keys, phone } = await makeReceipt();

const faults = (given: unknown, by: unknown = keys) =>
  checkReceipt(given, by)
    .findings.filter(({ ok }) => ok === false)
    .map(({ text }) => text);

/** Another letter in place of one of base64url, which stays so. */
const damaged = (text: string, at: number) =>
  `${text.slice(0, at)}${text.charAt(at) === "k" ? "K" : "k"}${text.slice(at + 1)}`;

/** About so many places in a text, from its first to the one before its last. */
const places = (length: number, count: number) =>
  Array.from({ length: count }, (_, at) => Math.floor((at * (length - 1)) / count));

const withKey = (publicKey: string) => ({ ...receipt, device: { ...receipt.device, publicKey } });

test("What is checked is, to the byte, what the phone and the application sign", async () => {
  const { attestedText } = await import("@/lib/approvals/receipts");
  const lines = attestedLines(receipt).map(([, line]) => line);
  expect(lines.join("\n")).toBe(attestedText(receipt));
  expect(statementOf(receipt)).toBe(receipt.statement);
});

describe("A byte that was changed is found, and its number told", () => {
  test("Any byte of the statement, letters of two and three bytes among them", () => {
    const bytes = Buffer.from(receipt.statement);
    expect(bytes.length).toBeGreaterThan(receipt.statement.length);
    const missed = [...bytes.keys()].filter((at) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      const [first = ""] = faults({ ...receipt, statement: flipped.toString() });
      return !first.startsWith(`byte ${at + 1} of the statement: `);
    });
    expect(missed).toEqual([]);
  });

  test("What stands there and what was signed are told", () => {
    const at = Buffer.from(receipt.statement).indexOf("Jarod");
    const found = faults({ ...receipt, statement: receipt.statement.replace("Jarod", "Karod") });
    expect(found[0]).toBe(`byte ${at + 1} of the statement: "K" where "J" was signed`);
    expect(found[1]).toMatch(/^line 11 of what the application vouches for, the SHA-256 of statement: /);
    expect(faults({ ...receipt, statement: receipt.statement.replace("€", "£") })[0]).toMatch(
      /^byte \d+ of the statement: 0xc2 where 0xe2 was signed$/,
    );
  });

  test("A statement that ends too early or too late", () => {
    const length = Buffer.byteLength(receipt.statement);
    expect(faults({ ...receipt, statement: receipt.statement.slice(0, -1) })[0]).toBe(
      `byte ${length} of the statement: the end where "}" was signed`,
    );
    expect(faults({ ...receipt, statement: `${receipt.statement} ` })[0]).toBe(
      `byte ${length + 1} of the statement: 0x20 where the end was signed`,
    );
  });

  test("One of the phone's signature", () => {
    for (const at of places(86, 4)) {
      const found = faults({ ...receipt, signature: damaged(receipt.signature, at) });
      expect(found[0]).toMatch(new RegExp(`^byte ${at + 1} of signature: "[kK]" where only "`));
    }
  });

  test("One of the phone's key", () => {
    for (const at of places(87, 4).slice(1)) {
      const found = faults(withKey(damaged(phone.publicKey, at)));
      expect(found[0]).toMatch(new RegExp(`^byte ${at + 1} of device.publicKey: "[kK]" where only "`));
    }
  });

  test("One of what only the application vouches for", () => {
    const { device, attestation } = receipt;
    expect(faults({ ...receipt, decidedAt: receipt.decidedAt.replace("2026", "2027") })).toEqual([
      'byte 4 of decidedAt: "7" where only "6" fits',
    ]);
    // Counted in bytes: ë and ’ come before.
    expect(
      faults({ ...receipt, device: { ...device, name: device.name.replace("Pixel", "Pixal") } }),
    ).toEqual(['byte 13 of device.name: "a" where only "e" fits']);
    const signature = damaged(attestation.signature, 40);
    expect(faults({ ...receipt, attestation: { ...attestation, signature } })).toEqual([
      expect.stringMatching(/^byte 41 of attestation.signature: /),
    ]);
  });

  test("A byte of the signature and a field that was changed besides are both told", () => {
    const both = { ...receipt, digits: "000000", signature: damaged(receipt.signature, 0) };
    expect(faults(both).map((text) => text.split(":")[0])).toEqual(
      expect.arrayContaining(["byte 1 of signature", "digits"]),
    );
  });
});

describe("What somebody else signed is not taken for the phone's", () => {
  test("The signature of another phone", () => {
    const found = faults({ ...receipt, signature: signedBy(newPhone(), receipt.statement) });
    expect(found[0]).toMatch(/^The phone's signature does not fit: statement, signature or device.publicKey/);
    expect(found[1]).toBe("The application's signature does not fit either.");
  });

  test("The key of another phone", () => {
    expect(faults(withKey(newPhone().publicKey))[0]).toMatch(/^The phone's signature does not fit/);
  });

  test("A key that is no point of the curve, and was not by one letter", () => {
    const found = faults(withKey(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString("base64url")));
    expect(found[0]).toBe("device.publicKey: is no point of the curve P-256");
  });

  test("Another phone's key and its good signature: by itself nobody can tell, with keys it is found", () => {
    const stranger = newPhone();
    const signature = signedBy(stranger, receipt.statement);
    const forged = { ...withKey(stranger.publicKey), signature };
    expect(checkReceipt(forged).ok).toBe(true);
    expect(faults(forged)).toEqual([
      expect.stringMatching(/^The application's signature does not fit: .*another phone's/),
    ]);
  });

  test("What was changed and the statement with it, as the signature is over the old one", () => {
    const request = { ...receipt.request, message: "Pay nothing" };
    const statement = receipt.statement.replace(receipt.request.message, request.message);
    expect(faults({ ...receipt, request, statement })[0]).toMatch(/^The phone's signature does not fit/);
  });

  test("The second form of a signature: it fits the phone's key, and the application never saw it", () => {
    const order = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    const bytes = Buffer.from(receipt.signature, "base64url");
    const s = order - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
    const twin = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
    const changed = { ...receipt, signature: twin.toString("base64url") };
    expect(checkReceipt(changed).ok).toBe(true);
    expect(faults(changed)).not.toEqual([]);
  });
});

describe("A phone that signed something else", () => {
  test("Text that is no decision", async () => {
    const made = await makeReceipt();
    const signature = signedBy(made.phone, "I agree");
    expect(faults({ ...made.receipt, statement: "I agree", signature }, made.keys)[0]).toBe(
      "statement: it was signed, but is no decision of version 1",
    );
  });

  test("A decision with a field twice, or written another way, is not what our page signs", async () => {
    const twice = await makeReceipt({ says: (text) => text.replace("{", '{"decision":"denied",') });
    expect(faults(twice.receipt, twice.keys)).toEqual([expect.stringMatching(/^byte 3 of the statement: /)]);
    const spaced = await makeReceipt({ says: (text) => text.replace(":", ": ") });
    expect(faults(spaced.receipt, spaced.keys)).toEqual([
      expect.stringMatching(/^byte 9 of the statement: 0x20/),
    ]);
  });
});

describe("Keys", () => {
  test("Those of another application know no key of that name", async () => {
    const others = await makeReceipt({ secret: "o".repeat(40) });
    expect(faults(receipt, others.keys)).toEqual([
      `attestation.kid: no key of this file is "${receipt.attestation.kid}". They are ${others.receipt.attestation.kid}: of another application, or of another time.`,
    ]);
  });

  test("Another key under the same name does not fit", async () => {
    const others = await makeReceipt({ secret: "o".repeat(40) });
    const renamed = JSON.parse(
      JSON.stringify(others.keys).replace(others.receipt.attestation.kid, receipt.attestation.kid),
    );
    expect(faults(receipt, renamed)).toEqual([
      expect.stringMatching(/^The application's signature does not fit: .*another application's\.$/),
    ]);
  });

  test("The receipt that names another key of the same file is told which it is", async () => {
    const secret = `${"n".repeat(40)},auth-secret-that-is-long-enough-to-be-one`;
    const newer = await makeReceipt({ secret });
    const kid = newer.receipt.attestation.kid;
    expect(faults({ ...receipt, attestation: { ...receipt.attestation, kid } }, newer.keys)).toEqual([
      `attestation.kid: the receipt says "${kid}", only "${receipt.attestation.kid}" fits`,
    ]);
  });

  test.each([
    null,
    {},
    { keys: [] },
    { keys: [null, { kty: "OKP", crv: "Ed25519", kid: "a", x: "?" }] },
    receipt,
  ])("What holds none vouches for nothing: %j", (value) => {
    expect(faults(receipt, value)).toEqual(["The file of keys holds none that receipts are checked with."]);
  });
});
