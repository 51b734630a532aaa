import { generateKeyPairSync, sign } from "node:crypto";
import { vi } from "vitest";
import type { Receipt } from "@/lib/approvals/receipts";
import { statementText } from "@/lib/schemas/approval";
import { serveWith } from "../environment";

export type Phone = Readonly<{ publicKey: string; key: string }>;
export type Made = Readonly<{ receipt: Receipt; keys: unknown; phone: Phone }>;

const deviceId = "0b7e6a52-5d0c-4c3f-9d43-3c1c0f4f7e11";
const askedAt = Date.UTC(2026, 10, 26, 13, 7, 33);

export function newPhone(): Phone {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  // The uncompressed point is the end of it.
  return { publicKey: publicKey.subarray(-65).toString("base64url"), key: privateKey };
}

export const signedBy = ({ key }: Phone, text: string): string =>
  sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");

const subject = {
  message: "Pay Jarod 1,000,000 €",
  details: [
    { label: "Payee", value: "Jarod’s vault" },
    { label: "Amount", value: "1,000,000" },
  ],
  logo: "/logo.svg",
};

const visitor = { browser: "Firefox on Linux", place: "Zürich, CH", address: "192.0.2.7" };

type Options = Readonly<{ name?: string; secret?: string; says?: (statement: string) => string }>;

/** As the application itself makes it; `says` is what this phone signs in place of what it was asked to. */
export async function makeReceipt({ name = "Zoë’s Pixel 📱", secret, says }: Options = {}): Promise<Made> {
  serveWith(secret === undefined ? {} : { AUTH_SECRET: secret });
  const { requestText } = await import("@/lib/approvals/request");
  const asking = {
    id: "5f0e7d3a-9a55-4b0e-8f43-0d7a3c1e2b64",
    purpose: "action",
    account: "ada",
    askedAt,
  } as const;
  const asked = statementText("approved", "472910", deviceId, requestText(asking, subject, visitor));
  const phone = newPhone();
  const statement = says ? says(asked) : asked;
  const answer = {
    decision: "approved",
    statement,
    signature: signedBy(phone, statement),
    decidedAt: askedAt + 9_412,
    deviceId,
    deviceName: name,
    publicKey: phone.publicKey,
    enrolledAt: askedAt - 86_400_000,
  };
  vi.doMock("@/db/queries/receipts", () => ({ readReceipt: async () => answer }));
  const { receiptKeys, receiptOf } = await import("@/lib/approvals/receipts");
  const receipt = await receiptOf("a user", asking.id);
  if (!receipt) throw new Error("No receipt was made.");
  return { receipt, keys: { keys: receiptKeys() }, phone };
}
