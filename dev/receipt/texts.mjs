import { createHash } from "node:crypto";

/** Of every field in a statement, at any depth. */
const order = [
  ...["type", "v", "decision", "digits", "device", "request"],
  ...["id", "nonce", "audience", "account", "purpose", "message", "details", "label", "value"],
  ...["logo", "browser", "place", "address", "askedAt", "expiresAt"],
];

/**
 * What the phone signs, written anew from what can be read in a receipt.
 * @param {import("./shape.mjs").Receipt} receipt
 */
export const statementOf = ({ decision, digits, device, request }) =>
  JSON.stringify({ type: "countersign.decision", v: 1, decision, digits, device: device.id, request }, order);

/**
 * What the application vouches for, a line each, with the name of every line.
 * @param {import("./shape.mjs").Receipt} receipt
 * @returns {[name: string, line: string][]}
 */
export const attestedLines = ({ request, decision, decidedAt, device, signature, statement }) => [
  ["type", "countersign.receipt"],
  ["request.audience", request.audience],
  ["request.account", request.account],
  ["decision", decision],
  ["decidedAt", decidedAt],
  ["device.id", device.id],
  ["device.name", device.name],
  ["device.publicKey", device.publicKey],
  ["device.enrolledAt", device.enrolledAt],
  ["signature", signature],
  ["the SHA-256 of statement", createHash("sha256").update(statement).digest("base64url")],
];

/** Where an application publishes the keys that it vouches with. */
export const keysAddress = (/** @type {string} */ audience) => new URL("/api/receipt-keys", audience).href;
