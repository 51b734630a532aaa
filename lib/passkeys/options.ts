import "server-only";

import { generateAuthenticationOptions, generateRegistrationOptions } from "@simplewebauthn/server";
import type { OwnPasskey } from "@/db/queries/passkeys";
import { policy } from "../policy";
import { challengeOf, type PasskeyPurpose, relyingParty, userHandleOf } from "./relying-party";

const fromText = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));

const timeout = policy.passkey.askSeconds * 1_000;

/** COSE: EdDSA, ES256, RS256. */
export const algorithms = [-8, -7, -257];

const named = ({ credentialId, transports }: OwnPasskey) => ({
  id: credentialId,
  transports: transports.split(" ").filter(Boolean),
});

/** What the browser passes to `navigator.credentials.get()`; without `own` any passkey made here may answer. */
export const requestOptions = (
  purpose: Exclude<PasskeyPurpose, "enrol">,
  handle: string,
  own: readonly OwnPasskey[] = [],
) =>
  generateAuthenticationOptions({
    rpID: relyingParty().id,
    challenge: fromText(challengeOf(purpose, handle)),
    userVerification: purpose === "enter" ? "required" : "preferred",
    timeout,
    allowCredentials: own.map(named),
  });

export type RequestOptions = Awaited<ReturnType<typeof requestOptions>>;

/** What it passes to `navigator.credentials.create()`. */
export const creationOptions = (
  handle: string,
  { id, username }: Readonly<{ id: string; username: string }>,
  own: readonly OwnPasskey[],
) =>
  generateRegistrationOptions({
    rpID: relyingParty().id,
    rpName: relyingParty().name,
    challenge: fromText(challengeOf("enrol", handle)),
    userID: fromText(userHandleOf(id)),
    userName: username,
    userDisplayName: username,
    attestationType: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: own.map(named),
    timeout,
  });

export type CreationOptions = Awaited<ReturnType<typeof creationOptions>>;
