/** Digits and letters without those that are taken for others (Crockford's base32): 5 bits each. */
export const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const LENGTH = 16;

/** A code as it was typed, in its one form; null when it cannot be one. */
export function readCode(typed: string): string | null {
  const letters = typed
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\u2010-\u2015-]/gu, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  const whole = letters.length === LENGTH && [...letters].every((letter) => LETTERS.includes(letter));
  return whole ? letters.replace(/(.{4})(?=.)/g, "$1-") : null;
}
