import { expect, test } from "vitest";
import { required, serveWith } from "../environment";

const FORMER = "a-former-secret-that-is-long-enough-to-be-one";

async function keys(environment: Readonly<Record<string, string>> = {}) {
  serveWith(environment);
  return (await import("@/lib/approvals/receipts")).receiptKeys();
}

test("Receipts stay good while the secret is kept that they were made with: its key stays published", async () => {
  const [before] = await keys({ AUTH_SECRET: FORMER });
  const after = await keys({ AUTH_SECRET: `${required.AUTH_SECRET},${FORMER}` });
  expect(after).toHaveLength(2);
  expect(after[1]).toEqual(before);
  expect(after[0]).not.toEqual(before);
  expect(after[0]).toEqual((await keys({ AUTH_SECRET: required.AUTH_SECRET }))[0]);
});

test("What is published is public, and named by itself", async () => {
  const published = await keys();
  expect(published.map((key) => Object.keys(key).toSorted())).toEqual([
    ["alg", "crv", "kid", "kty", "use", "x"],
  ]);
  expect(published[0]).toMatchObject({ kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig" });
  expect(published[0]?.kid).toMatch(/^[\w-]{16}$/);
});
