import "server-only";

import { createHmac, randomInt } from "node:crypto";
import { purposeKey, sameText } from "../crypto";
import { env } from "../env";
import { policy } from "../policy";
import type { Proof } from "./provider";

const { digits } = policy.pin;
const CODES = 10 ** digits;

/** No vowels, so that no words come out, and of letters that look alike only one. */
const TAG_LETTERS = "BCDFHJKMPRTVWXZ";

const padded = (value: number): string => String(value).padStart(digits, "0");
const letter = (): string => TAG_LETTERS.charAt(randomInt(TAG_LETTERS.length));

/** Six digits alone are guessed in a moment: without the key the hash tells nothing about them (T-023). */
const hashOf = (challengeId: string, code: string, secret?: string): string =>
  createHmac("sha256", purposeKey("pin", secret)).update(`${challengeId}:${code}`).digest("base64url");

export const proofOf = (challengeId: string, code: string): Proof => ({
  challengeId,
  hash: hashOf(challengeId, code),
});

/** A new PIN with its tag; of the PIN only `proof` may be stored. */
export function ownCode(challengeId: string): Readonly<{ code: string; tag: string; proof: Proof }> {
  const code = padded(randomInt(CODES));
  return { code, tag: letter() + letter(), proof: proofOf(challengeId, code) };
}

/** Whether a PIN is that of any proof. Takes as long for a wrong one as for a right one. */
export function matchesProof(proofs: readonly Proof[], code: string): boolean {
  return proofs
    .flatMap(({ challengeId, hash }) =>
      env().authSecrets.map((secret) => sameText(hashOf(challengeId, code, secret), hash)),
    )
    .reduce((any, same) => same || any, false);
}

/** Numbers from here on would make some codes likelier than others. */
const FAIR = Math.floor(2 ** 32 / CODES) * CODES;
const BLOCK_BYTES = 32;

/**
 * The PIN that belongs to the challenge it was first made for: the same whenever it is asked for, so that a further
 * message can repeat what nobody has stored. After a change of AUTH_SECRET it is another.
 */
export function repeatedCode(codeFor: string): string {
  for (let round = 0; ; round += 1) {
    const block = createHmac("sha256", purposeKey("repeated-pin")).update(`${codeFor}:${round}`).digest();
    for (let at = 0; at < BLOCK_BYTES; at += 4) {
      const drawn = block.readUInt32BE(at);
      if (drawn < FAIR) return padded(drawn % CODES);
    }
  }
}
