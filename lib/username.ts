import { policy } from "./policy";

export type UsernameProblem = "length" | "characters" | "edges" | "reserved";

/** As typed, but in the one form Unicode has for it: full-width letters become plain ones. */
export const normaliseUsername = (typed: string): string => typed.normalize("NFKC").trim();

/** The form that must be unique and that a login is looked up by. */
export const usernameKey = (name: string): string => normaliseUsername(name).toLowerCase();

/**
 * Names that look alike share a skeleton (after Unicode TS 39, for the letters we allow): `paypa1`, `paypaI`
 * and `pay.pal` are all `paypal`.
 */
export const usernameSkeleton = (name: string): string =>
  normaliseUsername(name)
    .replace(/[._-]/g, "")
    .replace(/[1I|]/g, "l")
    .replace(/[0O]/g, "o")
    .toLowerCase()
    .replace(/rn/g, "m")
    .replace(/vv/g, "w");

/** Coarser than the skeleton, for reserved names only: `adm1n` is none of ours to give. */
const blurred = (name: string): string => usernameSkeleton(name).replace(/i/g, "l");

const RESERVED = new Set(
  (
    "admin administrator root system support help helpdesk security abuse postmaster webmaster hostmaster " +
    "noreply no-reply info contact staff team moderator official billing account accounts login logout signup " +
    "signin signout api www mail user username me you null undefined anonymous countersign"
  )
    .split(" ")
    .map(blurred),
);

export function usernameProblem(name: string): UsernameProblem | null {
  const { min, max } = policy.username;
  if (!/^[A-Za-z0-9._-]*$/.test(name)) return "characters";
  if (name.length < min || name.length > max) return "length";
  if (!/^[A-Za-z0-9].*[A-Za-z0-9]$/.test(name) || /[._-]{2}/.test(name)) return "edges";
  if (RESERVED.has(blurred(name))) return "reserved";
  return null;
}
