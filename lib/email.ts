import { z } from "zod";

const address = z.email().max(254);

/**
 * One canonical form per mailbox: lower case, the domain in ASCII (punycode). Null when it is no address;
 * look-alikes of @ and quoted local parts are refused.
 */
export function emailKey(typed: string): string | null {
  const text = typed.trim();
  const at = text.lastIndexOf("@");
  const domain = text.slice(at + 1);
  if (at < 1 || at > 64 || !URL.canParse(`http://${domain}`)) return null;
  const host = new URL(`http://${domain}`).host;
  if (host.length === 0 || /[/:?#@]/.test(domain)) return null;
  const candidate = `${text.slice(0, at).toLowerCase()}@${host}`;
  return address.safeParse(candidate).success ? candidate : null;
}
