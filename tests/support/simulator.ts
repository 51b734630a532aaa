import { generateKeyPairSync, randomUUID } from "node:crypto";

/** Stands here until dev/simulator/server.ts does: an application under test finds nobody at its provider's address. */
export async function testSimulator() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048, publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } });
  return { url: "http://127.0.0.1:9", applicationId: randomUUID(), privateKey };
}
