import "server-only";

import { createHash, createHmac } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { env } from "../env";
import { policy } from "../policy";
import { hashGate } from "./hash-gate";

const { argon2 } = policy.password;

/** A pepper is named by the start of its hash, so that stored hashes tell which one they need. */
const pepperId = (pepper: string): string => createHash("sha256").update(pepper).digest("hex").slice(0, 8);

/** NFC, as the standards ask for Unicode passwords; nothing is trimmed, folded or cut. */
const peppered = (password: string, pepper: string): string =>
  createHmac("sha256", pepper).update(password.normalize("NFC")).digest("base64");

/** `<pepper id>:<PHC string>`, Argon2id over HMAC-SHA-256 of the password. */
export async function hashPassword(password: string): Promise<string> {
  const [pepper] = env().passwordPeppers;
  const phc = await hashGate(() => hash(peppered(password, pepper), argon2));
  return `${pepperId(pepper)}:${phc}`;
}

export type PasswordCheck = Readonly<{ right: boolean; outdated: boolean }>;

export async function checkPassword(stored: string, password: string): Promise<PasswordCheck> {
  const split = stored.indexOf(":");
  const [id, phc] = [stored.slice(0, split), stored.slice(split + 1)];
  const [newest, ...older] = env().passwordPeppers;
  const pepper = [newest, ...older].find((one) => pepperId(one) === id);
  if (!pepper) throw new Error(`No PASSWORD_PEPPERS entry has the id ${id}`);
  const right = await hashGate(() => verify(phc, peppered(password, pepper)));
  const cost = `$m=${argon2.memoryCost},t=${argon2.timeCost},p=${argon2.parallelism}$`;
  return { right, outdated: pepper !== newest || !phc.includes(cost) };
}

let dummy: Promise<string> | undefined;

/** Kept once it is made; a failure is not kept, so that the next caller tries again. */
function dummyHash(): Promise<string> {
  dummy ??= hashPassword("a password that nobody has").catch((error: unknown) => {
    dummy = undefined;
    throw error;
  });
  return dummy;
}

/**
 * A check against what an account has: null stands for a name that does not exist, or an account without a password.
 * Exactly one Argon2 computation either way.
 */
export async function checkStored(stored: string | null, password: string): Promise<PasswordCheck> {
  if (stored !== null) return checkPassword(stored, password);
  await checkPassword(await dummyHash(), password);
  return { right: false, outdated: false };
}

/** Made at start, so that the first unknown name costs no more than the next. */
export const prepareDummy = async (): Promise<void> => {
  await dummyHash();
};
