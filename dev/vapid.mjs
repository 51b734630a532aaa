/**
 * Makes the pair of keys that notifications to phones are signed with (RFC 8292), as lines for an .env.
 * Run: npm run vapid
 */
import { generateKeyPairSync } from "node:crypto";

const jwk = { format: "jwk" };
const pair = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: jwk,
  privateKeyEncoding: jwk,
});
const { x, y, d } = pair.privateKey;
const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);

console.log(`VAPID_PUBLIC_KEY=${point.toString("base64url")}`);
console.log(`VAPID_PRIVATE_KEY=${d}`);
console.log("VAPID_SUBJECT=mailto:you@example.org");
console.error(
  "# Keep this pair: another one goes in front of it, until every phone was opened once. Put an address of yours last.",
);
