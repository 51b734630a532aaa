import { isId } from "../ids";

/** What the cookie of a trusted browser holds: which it is, and 256 random bits, of which only the hash is stored. */
export type Token = Readonly<{ id: string; secret: string }>;

export const writtenToken = ({ id, secret }: Token): string =>
  `${Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url")}.${secret}`;

/** Null: nothing of ours. */
export function readToken(value: string): Token | null {
  const [, name, secret] = /^([\w-]{22})\.([\w-]{43})$/.exec(value) ?? [];
  if (name === undefined || secret === undefined) return null;
  const hex = Buffer.from(name, "base64url").toString("hex");
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return isId(id) ? { id, secret } : null;
}
