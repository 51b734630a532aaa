import "server-only";

import { keyedHash, keyedHashes, sameText } from "../crypto";
import { env } from "../env";

/** `enter`: a whole login. `login`: its second step. `enrol`: a new passkey. */
export type PasskeyPurpose = "enter" | "login" | "step-up" | "reset" | "enrol";

/** Whom passkeys are made for and shown to (WebAuthn L3 §5.4.2): the host of our address, for ever. */
export const relyingParty = () => ({
  id: env().appUrl.hostname,
  name: env().brand,
  origins: [...env().origins],
});

/**
 * What a passkey signs: 256 bits made from the secret cookie of its flow, so that no other browser, flow or purpose can
 * use it, and no row has to hold it.
 */
export const challengeOf = (purpose: PasskeyPurpose, handle: string): string =>
  keyedHash("passkey-challenge", `${purpose}:${handle}`);

/** Whether a passkey was asked to sign this; also what was asked before AUTH_SECRET was rotated. */
export const isChallengeOf =
  (purpose: PasskeyPurpose, handle: string) =>
  (given: string): boolean =>
    keyedHashes("passkey-challenge", `${purpose}:${handle}`).some((challenge) => sameText(challenge, given));

/** What an authenticator keeps of whose passkey it is: the 16 bytes of the account's id, base64url. */
export const userHandleOf = (userId: string): string =>
  Buffer.from(userId.replaceAll("-", ""), "hex").toString("base64url");
