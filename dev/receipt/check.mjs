import { checkAttestation } from "./attestation.mjs";
import { right, unchecked, wrong } from "./findings.mjs";
import { checkPhone } from "./phone.mjs";
import { problemsOf } from "./shape.mjs";
import { keysAddress } from "./texts.mjs";

/**
 * Judges a receipt by itself and, given the published keys of the application, by these. `signed` is the receipt as the
 * key in it signed it, null where that cannot be told. Bytes are counted from 1, in UTF-8.
 * @param {unknown} receipt
 * @param {unknown} [keys]
 * @returns {{ ok: boolean, findings: import("./findings.mjs").Finding[], signed: import("./shape.mjs").Receipt | null }}
 */
export function checkReceipt(receipt, keys) {
  const problems = problemsOf(receipt);
  if (problems.length > 0) return { ok: false, findings: problems.map(wrong), signed: null };
  const given = /** @type {import("./shape.mjs").Receipt} */ (receipt);
  const { findings, signed } = checkPhone(given);
  const { audience, account } = (signed ?? given).request;
  const [is, wanted] = [given.attestation.keys, keysAddress(audience)];
  const all = [
    right("Every field of a receipt is there, and no other."),
    ...findings,
    is === wanted
      ? right("The keys are to be had from the application that asked.")
      : wrong(
          `attestation.keys: the receipt says ${JSON.stringify(is)}, the application that asked has ${JSON.stringify(wanted)}`,
        ),
    ...(keys === undefined
      ? [
          unchecked(
            `whether this key was enrolled for ${account}, since when, under which name, and when the answer came.`,
          ),
        ]
      : checkAttestation(given, signed, keys)),
  ];
  return { ok: all.every(({ ok }) => ok !== false), findings: all, signed };
}
