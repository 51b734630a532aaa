import { z } from "zod";

const address = z.email().max(254);

/**
 * One canonical form per mailbox: lower case, the domain in ASCII (punycode). Null when it is no address;
 * look-alikes of @ and quoted local parts are refused.
 */
export function emailKey(typed: string): string | null {
  const text = typed.trim();
  const at = text.lastIndexOf("@");
  const [local, domain] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  // ASCII before lower-casing: the Kelvin sign would become a k.
  if (!/^[\x21-\x7e]{1,64}$/.test(local) || !/^[\p{L}\p{M}\p{N}.。-]+$/u.test(domain)) return null;
  if (!URL.canParse(`http://${domain}`)) return null;
  const { host } = new URL(`http://${domain}`);
  if (host.split(".").some((label) => label.length > 63)) return null;
  const candidate = `${local.toLowerCase()}@${host}`;
  return address.safeParse(candidate).success ? candidate : null;
}
