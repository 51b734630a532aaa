import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { serveWith } from "../environment";

const challengeId = "0d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f11";
const other = "1d5a0c9e-7b1f-4d0e-9a54-3b0c2f7f9f12";
const [older, newer] = ["o".repeat(40), "n".repeat(40)];

/** The module as a server with these secrets has it. */
async function ownCodes(secrets: string = newer) {
  serveWith({ AUTH_SECRET: secrets });
  return import("@/lib/verify/own-code");
}

const wrongFor = (code: string) => (code === "000000" ? "000001" : "000000");

describe("A PIN of ours", () => {
  test("has six digits, a tag of two letters without vowels, and a proof for its challenge", async () => {
    const { ownCode } = await ownCodes();
    const { code, tag, proof } = ownCode(challengeId);
    expect(code).toMatch(/^\d{6}$/);
    expect(tag).toMatch(/^[BCDFHJKMPRTVWXZ]{2}$/);
    expect(proof).toEqual({ challengeId, hash: expect.stringMatching(/^[\w-]{43}$/) });
  });

  test("is another each time, and every digit comes in every place", async () => {
    const { ownCode } = await ownCodes();
    const codes = Array.from({ length: 2000 }, () => ownCode(challengeId).code);
    expect(new Set(codes).size).toBeGreaterThan(1900);
    for (let place = 0; place < 6; place += 1) {
      expect(new Set(codes.map((code) => code[place])).size).toBe(10);
    }
  });

  test("matches its own proof, and no other PIN does", async () => {
    const { ownCode, matchesProof } = await ownCodes();
    const { code, proof } = ownCode(challengeId);
    expect(matchesProof([proof], code)).toBe(true);
    expect(matchesProof([proof], wrongFor(code))).toBe(false);
    expect(matchesProof([proof], "")).toBe(false);
    expect(matchesProof([], code)).toBe(false);
  });

  test("is good wherever it stands among the proofs of a flow", async () => {
    const { ownCode, matchesProof } = await ownCodes();
    const [first, second] = [ownCode(challengeId), ownCode(other)];
    const proofs = [first.proof, second.proof];
    expect([first.code, second.code].map((code) => matchesProof(proofs, code))).toEqual([true, true]);
  });

  test("is bound to its challenge: under another's id its hash proves nothing", async () => {
    const { ownCode, proofOf, matchesProof } = await ownCodes();
    const { code, proof } = ownCode(challengeId);
    expect(matchesProof([{ ...proof, challengeId: other }], code)).toBe(false);
    expect(proofOf(other, code).hash).not.toBe(proof.hash);
    expect(proofOf(challengeId, code)).toEqual(proof);
  });

  test("passes under each of the secrets, so that a change of secrets ends nothing", async () => {
    const { code, proof } = (await ownCodes(older)).ownCode(challengeId);
    expect((await ownCodes(`${newer},${older}`)).matchesProof([proof], code)).toBe(true);
    expect((await ownCodes(newer)).matchesProof([proof], code)).toBe(false);
  });

  test("cannot be found in what is stored without the key, by trying all of them (T-023)", async () => {
    const { ownCode } = await ownCodes();
    const { code, proof } = ownCode(challengeId);
    const bare = (text: string) => createHash("sha256").update(text).digest("base64url");
    expect([bare(code), bare(`${challengeId}:${code}`), bare(`${code}:${challengeId}`)]).not.toContain(
      proof.hash,
    );
    const { proofOf } = await ownCodes(older);
    const found = Array.from({ length: 5000 }, (_, index) => String(index * 200).padStart(6, "0"))
      .concat(code)
      .filter((guess) => proofOf(challengeId, guess).hash === proof.hash);
    expect(found).toEqual([]);
  });
});

describe("A PIN that messages repeat", () => {
  test("is the same each time for the challenge that it was first made for, and for each another", async () => {
    const { repeatedCode } = await ownCodes();
    expect(repeatedCode(challengeId)).toBe(repeatedCode(challengeId));
    expect(repeatedCode(challengeId)).not.toBe(repeatedCode(other));
  });

  test("depends on the key, and tells nothing of the hashes that are stored", async () => {
    const { repeatedCode, ownCode, matchesProof } = await ownCodes();
    const here = [challengeId, other].map(repeatedCode);
    expect(matchesProof([ownCode(challengeId).proof], repeatedCode(challengeId))).toBe(false);
    const elsewhere = await ownCodes(older);
    expect([challengeId, other].map(elsewhere.repeatedCode)).not.toEqual(here);
  });

  test("keeps its leading zeros and is spread evenly over all codes", async () => {
    const { repeatedCode } = await ownCodes();
    const total = 20_000;
    const codes = Array.from({ length: total }, (_, index) => repeatedCode(`challenge-${index}`));
    expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
    const firsts = new Map<string, number>();
    for (const code of codes) firsts.set(code.charAt(0), (firsts.get(code.charAt(0)) ?? 0) + 1);
    expect(firsts.size).toBe(10);
    // Chi-squared with 9 degrees of freedom: above 40 once in 100,000 keys; the key here is always the same.
    const expected = total / 10;
    const chi = [...firsts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(40);
  });
});
