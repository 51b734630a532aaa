import { base64url, differences, firstByte, oneCharacterOff } from "./differences.mjs";
import { right, wrong } from "./findings.mjs";
import { problemsOf } from "./shape.mjs";
import { isSigned, phoneKey } from "./signatures.mjs";
import { statementOf } from "./texts.mjs";

/**
 * @typedef {import("./shape.mjs").Receipt} Receipt
 * @typedef {{ findings: import("./findings.mjs").Finding[], signed: Receipt | null }} Checked
 *   `signed`: the receipt as it has to have been when the phone signed it, where that can be told.
 */

function parsed(/** @type {string} */ statement) {
  try {
    const value = JSON.parse(statement);
    return value?.type === "countersign.decision" && value.v === 1 ? value : null;
  } catch {
    return null;
  }
}

const readableDifferences = ({ decision, digits, device, request }, signed) => [
  ...differences(decision, signed.decision, "decision"),
  ...differences(digits, signed.digits, "digits"),
  ...differences(device.id, signed.device, "device.id"),
  ...differences(request, signed.request, "request"),
];

/** @returns {Checked} */
function checkReadable(/** @type {Receipt} */ receipt) {
  const said = parsed(receipt.statement);
  if (!said) {
    return { findings: [wrong("statement: it was signed, but is no decision of version 1")], signed: null };
  }
  const { decision, digits, request } = said;
  const signed = { ...receipt, decision, digits, request, device: { ...receipt.device, id: said.device } };
  const found = readableDifferences(receipt, said);
  if (found.length > 0) {
    return { findings: found.map(wrong), signed: problemsOf(signed).length === 0 ? signed : null };
  }
  const { byte, is, was } = firstByte(receipt.statement, statementOf(receipt));
  if (receipt.statement === statementOf(receipt)) {
    return { findings: [right("What can be read is what was signed.")], signed };
  }
  const text = `byte ${byte} of the statement: ${is} where ${was} is written; signed as it is, but never by our page`;
  return { findings: [wrong(text)], signed };
}

/**
 * The receipt with one character of its signature as only that fits, or of its key: one that is a point of the curve was
 * not another by one character.
 */
function mended(/** @type {Receipt} */ receipt) {
  const { signature: is, device } = receipt;
  const key = phoneKey(device.publicKey);
  if (key) {
    const signature = oneCharacterOff(is, base64url, (one) => isSigned({ ...receipt, signature: one }, key));
    return signature && { path: "signature", is, was: signature, to: { ...receipt, signature } };
  }
  const publicKey = oneCharacterOff(device.publicKey, base64url, (one) => isSigned(receipt, phoneKey(one)));
  const to = { ...receipt, device: { ...device, publicKey } };
  return publicKey && { path: "device.publicKey", is: device.publicKey, was: publicKey, to };
}

/** @returns {Checked} */
function explain(/** @type {Receipt} */ receipt) {
  const rebuilt = { ...receipt, statement: statementOf(receipt) };
  if (isSigned(rebuilt)) {
    const { byte, is, was } = firstByte(receipt.statement, rebuilt.statement);
    return {
      findings: [wrong(`byte ${byte} of the statement: ${is} where ${was} was signed`)],
      signed: rebuilt,
    };
  }
  const mend = mended(receipt);
  if (mend) {
    const { byte, is, was } = firstByte(mend.is, mend.was);
    const { findings, signed } = checkReadable(mend.to);
    const text = `byte ${byte} of ${mend.path}: ${is} where only ${was} fits`;
    return { findings: [wrong(text), ...findings], signed };
  }
  const offCurve = phoneKey(receipt.device.publicKey) === null;
  const said = parsed(receipt.statement);
  return {
    findings: [
      ...(offCurve ? [wrong("device.publicKey: is no point of the curve P-256")] : []),
      wrong(
        "The phone's signature does not fit: statement, signature or device.publicKey is not what it was, by more than a byte.",
      ),
      ...(said ? readableDifferences(receipt, said).map(wrong) : []),
    ],
    signed: null,
  };
}

/**
 * Whether the key in the receipt signed the statement, and whether all that can be read says the same.
 * @param {Receipt} receipt
 * @returns {Checked}
 */
export function checkPhone(receipt) {
  if (!isSigned(receipt)) return explain(receipt);
  const { findings, signed } = checkReadable(receipt);
  return {
    findings: [right("The phone's signature fits the statement, byte for byte."), ...findings],
    signed,
  };
}
