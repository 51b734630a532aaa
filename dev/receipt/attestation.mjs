import { base64url, digits, firstByte, oneCharacterOff, printableAscii } from "./differences.mjs";
import { right, wrong } from "./findings.mjs";
import { isAttested, readKeys } from "./signatures.mjs";
import { attestedLines } from "./texts.mjs";

/** @typedef {import("./shape.mjs").Receipt} Receipt */

/** What stands nowhere but in the receipt and in what the application signed. */
const onlyHere = [
  {
    path: "decidedAt",
    alphabet: digits,
    read: ({ decidedAt }) => decidedAt,
    write: (receipt, decidedAt) => ({ ...receipt, decidedAt }),
  },
  {
    path: "device.enrolledAt",
    alphabet: digits,
    read: ({ device }) => device.enrolledAt,
    write: (receipt, enrolledAt) => ({ ...receipt, device: { ...receipt.device, enrolledAt } }),
  },
  {
    path: "device.name",
    alphabet: printableAscii,
    read: ({ device }) => device.name,
    write: (receipt, name) => ({ ...receipt, device: { ...receipt.device, name } }),
  },
  {
    path: "attestation.signature",
    alphabet: base64url,
    read: ({ attestation }) => attestation.signature,
    write: (receipt, signature) => ({ ...receipt, attestation: { ...receipt.attestation, signature } }),
  },
];

function oneByteOff(/** @type {Receipt} */ receipt, key) {
  for (const { path, alphabet, read, write } of onlyHere) {
    const text = oneCharacterOff(read(receipt), alphabet, (one) => isAttested(write(receipt, one), key));
    if (text === null) continue;
    const { byte, is, was } = firstByte(read(receipt), text);
    return `byte ${byte} of ${path}: ${is} where only ${was} fits`;
  }
  return null;
}

/** Lines that cannot be right, as the application signed what the phone did. */
function wrongLines(/** @type {Receipt} */ receipt, /** @type {Receipt} */ signed) {
  const lines = attestedLines(signed);
  return attestedLines(receipt).flatMap(([name, line], at) => {
    const fits = lines[at]?.[1];
    return line === fits
      ? []
      : [`line ${at + 1} of what the application vouches for, ${name}: only ${JSON.stringify(fits)} fits`];
  });
}

/**
 * Whether one of these keys vouches for the receipt. `signed` is as checkPhone tells.
 * @param {Receipt} receipt
 * @param {Receipt | null} signed
 * @param {unknown} keys
 * @returns {import("./findings.mjs").Finding[]}
 */
export function checkAttestation(receipt, signed, keys) {
  const known = readKeys(keys);
  if (known.length === 0) return [wrong("The file of keys holds none that receipts are checked with.")];
  const { kid } = receipt.attestation;
  const named = known.find((one) => one.kid === kid);
  const inOrder = named ? [named, ...known] : known;
  const keyOf = (candidate) => inOrder.find(({ key }) => isAttested(candidate, key));
  const fitting = keyOf(receipt);
  const mended = fitting ?? (signed ? keyOf(signed) : undefined);
  if (mended) {
    const { audience, account } = receipt.request;
    const found = fitting || !signed ? [] : wrongLines(receipt, signed).map(wrong);
    if (mended.kid !== kid) {
      found.push(
        wrong(
          `attestation.kid: the receipt says ${JSON.stringify(kid)}, only ${JSON.stringify(mended.kid)} fits`,
        ),
      );
    }
    const { decidedAt, device } = receipt;
    const word = `${audience} vouches, by its key ${kid}: this phone was enrolled for ${account} on ${device.enrolledAt}, and answered on ${decidedAt}.`;
    return found.length > 0 ? found : [right(word)];
  }
  if (!named) {
    const list = known.map((one) => one.kid).join(", ");
    return [
      wrong(
        `attestation.kid: no key of this file is ${JSON.stringify(kid)}. They are ${list}: of another application, or of another time.`,
      ),
    ];
  }
  if (!signed) return [wrong("The application's signature does not fit either.")];
  const byte = oneByteOff(signed, named.key);
  if (byte !== null) return [wrong(byte)];
  const suspects = onlyHere.map(({ path }) => path).join(", ");
  return [
    wrong(
      `The application's signature does not fit: one of ${suspects} is not what it was, or device.publicKey and signature are another phone's, or the key ${kid} is another application's.`,
    ),
  ];
}
