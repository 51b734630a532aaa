import { createPublicKey, verify } from "node:crypto";
import { attestedLines } from "./texts.mjs";

/** @typedef {{ kid: string, key: import("node:crypto").KeyObject }} ReceiptKey */

const bytesOf = (/** @type {string} */ text) => Buffer.from(text, "base64url");

function readKey(jwk) {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return null;
  }
}

/**
 * A P-256 key from its uncompressed point in base64url; null when that is no point of the curve.
 * @param {string} point
 */
export function phoneKey(point) {
  const bytes = bytesOf(point);
  if (bytes.length !== 65 || bytes[0] !== 4) return null;
  const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString("base64url"));
  return readKey({ kty: "EC", crv: "P-256", x, y });
}

/**
 * @param {import("./shape.mjs").Receipt} receipt
 * @param {import("node:crypto").KeyObject | null} [key]
 */
export const isSigned = ({ statement, signature, device }, key = phoneKey(device.publicKey)) =>
  key !== null &&
  verify("sha256", Buffer.from(statement), { key, dsaEncoding: "ieee-p1363" }, bytesOf(signature));

/**
 * @param {import("./shape.mjs").Receipt} receipt
 * @param {import("node:crypto").KeyObject} key
 */
export function isAttested(receipt, key) {
  const text = attestedLines(receipt)
    .map(([, line]) => line)
    .join("\n");
  return verify(null, Buffer.from(text), key, bytesOf(receipt.attestation.signature));
}

/**
 * The keys of GET /api/receipt-keys; none when it is something else.
 * @param {unknown} value
 * @returns {ReceiptKey[]}
 */
export function readKeys(value) {
  const keys = typeof value === "object" && value !== null && "keys" in value ? value.keys : null;
  if (!Array.isArray(keys)) return [];
  return keys.flatMap((jwk) => {
    if (jwk?.kty !== "OKP" || jwk.crv !== "Ed25519" || typeof jwk.kid !== "string") return [];
    const key = readKey({ kty: "OKP", crv: "Ed25519", x: jwk.x });
    return key ? [{ kid: jwk.kid, key }] : [];
  });
}
