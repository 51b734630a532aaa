export const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
export const digits = "0123456789";
export const printableAscii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");

const isObject = (value) => typeof value === "object" && value !== null;
const shown = (value) => (value === undefined ? "nothing" : JSON.stringify(value));

/**
 * Every field that is not the same in both, by its path.
 * @param {unknown} told
 * @param {unknown} signed
 * @param {string} path
 * @returns {string[]}
 */
export function differences(told, signed, path) {
  if (told === signed) return [];
  if (!isObject(told) || !isObject(signed) || Array.isArray(told) !== Array.isArray(signed)) {
    return [`${path}: the receipt says ${shown(told)}, what was signed says ${shown(signed)}`];
  }
  const inside = (name) => (Array.isArray(told) ? `${path}[${name}]` : `${path}.${name}`);
  const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);
  const names = new Set([...Object.keys(told), ...Object.keys(signed)]);
  return [...names].flatMap((name) => differences(own(told, name), own(signed, name), inside(name)));
}

function shownByte(/** @type {number | undefined} */ byte) {
  if (byte === undefined) return "the end";
  return byte > 32 && byte < 127
    ? JSON.stringify(String.fromCharCode(byte))
    : `0x${byte.toString(16).padStart(2, "0")}`;
}

/**
 * The first byte of UTF-8, counted from 1, in which the texts differ.
 * @param {string} is
 * @param {string} was
 */
export function firstByte(is, was) {
  const [left, right] = [Buffer.from(is), Buffer.from(was)];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return { byte: at + 1, is: shownByte(left[at]), was: shownByte(right[at]) };
}

/**
 * The text that fits and differs from this one by one character; null when there is none.
 * @param {string} text
 * @param {string} alphabet
 * @param {(text: string) => boolean} fits
 */
export function oneCharacterOff(text, alphabet, fits) {
  const characters = [...text];
  // Longer ones are none of ours, and would take long.
  if (characters.length > 100) return null;
  for (const [at, is] of characters.entries()) {
    for (const was of alphabet) {
      const mended = characters.with(at, was).join("");
      if (was !== is && fits(mended)) return mended;
    }
  }
  return null;
}
