import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readPrivateKey } from "@/lib/verify/vonage/private-key";

const { privateKey: key, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
const old = key.export({ type: "pkcs1", format: "pem" }).toString();

test.each([
  ["with real line breaks", pem],
  ["without the last line break", pem.trimEnd()],
  ["with line breaks of Windows", pem.replace(/\n/g, "\r\n")],
  ["with \\n written out", pem.replace(/\n/g, "\\n")],
  ["in base64", Buffer.from(pem).toString("base64")],
  [
    "in base64 with line breaks",
    Buffer.from(pem)
      .toString("base64")
      .replace(/(.{64})/g, "$1\n"),
  ],
  ["with spaces around it", `\n  ${pem}  \n`],
  ["in the older format PKCS#1", old],
  ["in the older format, in base64", Buffer.from(old).toString("base64")],
])("A key is read %s", (_, value) => {
  const read = readPrivateKey(value);
  expect(read).toBe(pem);
  expect(createPrivateKey(read ?? "").equals(key)).toBe(true);
});

describe("What is no private RSA key is refused", () => {
  const encrypted = key
    .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
    .toString();
  const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();

  test.each([
    ["nothing", ""],
    ["a path", "./private.key"],
    ["a word in base64", Buffer.from("secret").toString("base64")],
    ["its first half", pem.slice(0, pem.length / 2)],
    ["its first line alone", "-----BEGIN PRIVATE KEY-----"],
    ["a public key", publicKey.export({ type: "spki", format: "pem" }).toString()],
    ["a key under a passphrase", encrypted],
    ["a key of an elliptic curve", elliptic],
    ["a damaged key", pem.replace(/[A-Z]/g, "A")],
  ])("%s", (_, value) => {
    expect(readPrivateKey(value)).toBeNull();
  });
});
