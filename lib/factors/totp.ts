import "server-only";

import { Secret, TOTP } from "otpauth";
import { policy } from "../policy";

const { digits, stepSeconds, window, secretBytes } = policy.authenticator;

/** A new secret for an authenticator app (RFC 6238 with SHA-1, as every app has it). */
export const newSecret = (): Buffer => Buffer.from(new Secret({ size: secretBytes }).bytes);

const asSecret = (secret: Buffer): Secret => new Secret({ buffer: new Uint8Array(secret).buffer });

/** What an app reads from the picture. */
export const appAddress = (secret: Buffer, issuer: string, label: string): string =>
  new TOTP({ issuer, label, secret: asSecret(secret), digits, period: stepSeconds }).toString();

/** The same to be typed: base32 in groups of four. */
export const typedSecret = (secret: Buffer): string =>
  asSecret(secret)
    .base32.replace(/=+$/, "")
    .replace(/(.{4})(?=.)/g, "$1 ");

/**
 * The time step (30 s since 1970) that a code belongs to, one before or after `now` (milliseconds since 1970 by the
 * database's clock) included; null when it is none of them.
 */
export function stepOf(secret: Buffer, code: string, now: number): number | null {
  const delta = TOTP.validate({
    token: code,
    secret: asSecret(secret),
    digits,
    period: stepSeconds,
    timestamp: now,
    window,
  });
  return delta === null ? null : Math.floor(now / (stepSeconds * 1000)) + delta;
}
