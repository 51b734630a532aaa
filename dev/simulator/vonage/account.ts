import { timingSafeEqual } from "node:crypto";

/** The account's key pair. Without the secret no Basic credentials are right. */
export type Account = { apiKey?: string; apiSecret?: string };

function same(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

export function ownsPair({ apiKey, apiSecret }: Account, key: string, secret: string): boolean {
  return apiKey !== undefined && apiSecret !== undefined && same(key, apiKey) && same(secret, apiSecret);
}

/** Whether an Authorization header is this account's key and secret. */
export function ownsBasic(account: Account, authorization: string): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return false;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon > 0 && ownsPair(account, pair.slice(0, colon), pair.slice(colon + 1));
}
