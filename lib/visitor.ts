import "server-only";

import { isIP } from "node:net";
import { headers } from "next/headers";
import { cache } from "react";
import { env } from "./env";

/** What we know of whoever sent the request. Nothing of it decides about identity. */
export type Visitor = Readonly<{
  /** IPv4 address or IPv6 /64, only from a header that a trusted proxy sets; null when there is none. */
  address: string | null;
  /** Coarse, such as "Firefox on Windows". */
  browser: string;
  place: string | null;
  /** ISO 3166 country to pre-select, from the platform or the browser's language. */
  country: string | null;
  locale: string;
  /** Whether the browser says that it is on a phone. Decides about comfort only. */
  mobile: boolean;
  /** Of the cookie that names the browser, where it has one. */
  browserHash?: string | null;
}>;

/**
 * The network a person is in: whole IPv4 addresses, the first four groups of IPv6. Of a list the last counts:
 * our proxy added it, the others are what the visitor says.
 */
export function addressPrefix(value: string): string | null {
  const given = (value.split(",").at(-1) ?? "").trim().split("%")[0] ?? "";
  if (isIP(given) === 4) return given;
  if (isIP(given) !== 6) return null;
  // The URL parser writes every IPv6 address in its one short form, IPv4 parts as hexadecimal.
  const [head = "", tail] = new URL(`http://[${given}]`).hostname.slice(1, -1).split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  if (groups.slice(0, 6).join() === "0,0,0,0,0,ffff") return mappedAddress(groups.slice(6));
  return `${groups.slice(0, 4).join(":")}::/64`;
}

const mappedAddress = (groups: readonly string[]): string =>
  groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((number) => [number >> 8, number & 255])
    .join(".");

const BROWSERS = [
  ["Edg", "Edge"],
  ["OPR", "Opera"],
  ["SamsungBrowser", "Samsung Internet"],
  ["Firefox", "Firefox"],
  ["FxiOS", "Firefox"],
  ["CriOS", "Chrome"],
  ["Chrome", "Chrome"],
  ["Safari", "Safari"],
] as const;

const SYSTEMS = [
  ["Windows", "Windows"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Android", "Android"],
  ["Mac OS X", "macOS"],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

export function describeBrowser(userAgent: string): string {
  const find = (table: readonly (readonly [string, string])[]) =>
    table.find(([token]) => userAgent.includes(token))?.[1];
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? "Unknown browser";
}

export const onPhone = (hint: string | null, userAgent: string): boolean =>
  hint === null ? /iPhone|Android.+Mobile/.test(userAgent) : hint === "?1";

/** City names come percent-encoded. */
function plainText(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded).slice(0, 60);
  } catch {
    return null;
  }
}

const languageTag = /^([a-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Z]{2}))?/;

export const readVisitor = cache(async (): Promise<Visitor> => {
  const given = await headers();
  const { clientAddressHeader, placeHeaders } = env();
  const platform = (name: string) => (placeHeaders ? given.get(`x-vercel-ip-${name}`) : null);
  const tag = languageTag.exec(given.get("accept-language") ?? "");
  const country = platform("country");
  const city = platform("city");
  return {
    address: clientAddressHeader ? addressPrefix(given.get(clientAddressHeader) ?? "") : null,
    browser: describeBrowser(given.get("user-agent") ?? ""),
    place: country ? [city ? plainText(city) : null, country].filter(Boolean).join(", ") : null,
    country: country ?? tag?.[2] ?? null,
    locale: tag ? tag[0] : "en-US",
    mobile: onPhone(given.get("sec-ch-ua-mobile"), given.get("user-agent") ?? ""),
  };
});
