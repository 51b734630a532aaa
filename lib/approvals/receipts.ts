import "server-only";

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readReceipt, type SignedAnswer } from "@/db/queries/receipts";
import { purposeKey } from "../crypto";
import { env } from "../env";
import { type ApprovalRequest, approvalRequest } from "../schemas/approval";

/** PKCS#8 of an Ed25519 key, in front of its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

function makeReceiptKey(secret: string) {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, purposeKey("receipts", secret)]),
    format: "der",
    type: "pkcs8",
  });
  // The last 32 bytes of an SPKI are the key itself (RFC 8410).
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const x = spki.subarray(-32).toString("base64url");
  const kid = createHash("sha256").update(x).digest("base64url").slice(0, 16);
  return { key, jwk: { kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig", kid, x } };
}

const made = new Map<string, ReturnType<typeof makeReceiptKey>>();

/** Made once for each secret: anybody may ask for the public half, as often as they like. */
function receiptKey(secret: string) {
  const key = made.get(secret) ?? makeReceiptKey(secret);
  made.set(secret, key);
  return key;
}

/** What receipts are checked with, newest first: those made with a secret that was replaced stay good while it is kept. */
export const receiptKeys = () => env().authSecrets.map((secret) => receiptKey(secret).jwk);

/**
 * The answer of a phone, for whoever has to show it later: what the phone signed, to the byte, its key, and our word that
 * the key was enrolled for that account and when the answer came. dev/receipt.mjs checks it without us.
 */
export type Receipt = Readonly<{
  type: "countersign.receipt";
  v: 1;
  decision: string;
  digits: string | null;
  request: ApprovalRequest;
  decidedAt: string;
  device: Readonly<{ id: string; name: string; publicKey: string; enrolledAt: string }>;
  statement: string;
  signature: string;
  attestation: Readonly<{ kid: string; signature: string; keys: string }>;
}>;

/** What we vouch for, a line each. */
export const attestedText = (receipt: Omit<Receipt, "attestation">): string =>
  [
    "countersign.receipt",
    receipt.request.audience,
    receipt.request.account,
    receipt.decision,
    receipt.decidedAt,
    receipt.device.id,
    receipt.device.name,
    receipt.device.publicKey,
    receipt.device.enrolledAt,
    receipt.signature,
    createHash("sha256").update(receipt.statement).digest("base64url"),
  ].join("\n");

function written(answer: SignedAnswer): Receipt {
  const { statement, signature, decision } = answer;
  const { digits, request } = JSON.parse(statement) as { digits: string | null; request: unknown };
  const { jwk, key } = receiptKey(env().authSecrets[0]);
  const told = {
    type: "countersign.receipt",
    v: 1,
    decision,
    digits,
    request: approvalRequest.parse(request),
    decidedAt: new Date(answer.decidedAt).toISOString(),
    device: {
      id: answer.deviceId,
      name: answer.deviceName,
      publicKey: answer.publicKey,
      enrolledAt: new Date(answer.enrolledAt).toISOString(),
    },
    statement,
    signature,
  } as const;
  const ours = sign(null, Buffer.from(attestedText(told)), key).toString("base64url");
  const keys = new URL("/api/receipt-keys", env().appUrl).href;
  return { ...told, attestation: { kid: jwk.kid, signature: ours, keys } };
}

/** The receipt of one answer to this account; null for whatever is not that, whosever it is. */
export async function receiptOf(userId: string, approvalId: string): Promise<Receipt | null> {
  const answer = await readReceipt(userId, approvalId);
  return answer ? written(answer) : null;
}
