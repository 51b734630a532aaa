import "server-only";

import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON } from "@simplewebauthn/server/helpers";
import type { NewPasskeyAnswer, PasskeyAnswer } from "../schemas/passkey";
import { algorithms } from "./options";
import { relyingParty } from "./relying-party";

/** What an answer is checked against. */
export type PasskeyKey = Readonly<{ credentialId: string; publicKey: string; synced: boolean }>;

export type Asserted = Readonly<{ counter: number; userVerified: boolean }>;

export type MadePasskey = PasskeyKey & Readonly<{ counter: number; transports: string }>;

const bytesOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));

/** In a frame of another site nothing of ours runs; the library lets that pass where the browser does not name the site. */
const inOwnPage = (clientDataJSON: string): boolean => !decodeClientDataJSON(clientDataJSON).crossOrigin;

/** The library throws whatever does not fit, malformed bytes included. */
async function orNull<T>(check: () => Promise<T | null>): Promise<T | null> {
  try {
    return await check();
  } catch {
    return null;
  }
}

/**
 * Whether the passkey has signed this very challenge, for our address, with its owner present. The counter is judged
 * where it is written. Whether it may be copied is settled when a passkey is made.
 */
export const checkAssertion = (
  answer: PasskeyAnswer,
  { credentialId, publicKey, synced }: PasskeyKey,
  isChallenge: (given: string) => boolean,
): Promise<Asserted | null> =>
  orNull(async () => {
    if (answer.id !== credentialId || !inOwnPage(answer.response.clientDataJSON)) return null;
    const { userHandle, ...response } = answer.response;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...answer, response: userHandle ? { ...response, userHandle } : response },
      expectedChallenge: isChallenge,
      expectedOrigin: relyingParty().origins,
      expectedRPID: relyingParty().id,
      credential: { id: credentialId, publicKey: bytesOf(publicKey), counter: 0 },
      requireUserVerification: false,
    });
    const { newCounter, userVerified, credentialDeviceType } = authenticationInfo;
    if (!verified || (credentialDeviceType === "multiDevice") !== synced) return null;
    return { counter: newCounter, userVerified };
  });

/**
 * Browsers leave out what would say which authenticator it was, as we ask; what some send all the same is signed by the
 * new key itself. Certificates are never looked at: the library would fetch what addresses in them name.
 */
function withoutCertificates(attestationObject: string): boolean {
  const attestation = decodeAttestationObject(bytesOf(attestationObject));
  const format = attestation.get("fmt");
  return format === "none" || (format === "packed" && attestation.get("attStmt").get("x5c") === undefined);
}

/** The passkey that was made for this very challenge; null when anything does not fit. */
export const checkRegistration = (
  answer: NewPasskeyAnswer,
  isChallenge: (given: string) => boolean,
): Promise<MadePasskey | null> =>
  orNull(async () => {
    const { clientDataJSON, attestationObject, transports = [] } = answer.response;
    if (!inOwnPage(clientDataJSON) || !withoutCertificates(attestationObject)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...answer, response: { clientDataJSON, attestationObject } },
      expectedChallenge: isChallenge,
      expectedOrigin: relyingParty().origins,
      expectedRPID: relyingParty().id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified || registrationInfo.credential.id !== answer.id) return null;
    const { credential, credentialDeviceType } = registrationInfo;
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      synced: credentialDeviceType === "multiDevice",
      transports: transports.join(" "),
    };
  });
