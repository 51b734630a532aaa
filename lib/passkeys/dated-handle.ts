import "server-only";

import { randomBytes } from "node:crypto";
import { policy } from "../policy";

const TIME_BYTES = 6;

/**
 * The secret of a login by passkey, 43 characters as other handles: when it was made (milliseconds since 1970), then 208
 * random bits. Nobody can make one older or younger than it is: the passkey signs a keyed hash over all of it, which is
 * told for no value but those made here.
 */
export function datedHandle(now: number): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeUIntBE(now, 0, TIME_BYTES);
  return Buffer.concat([time, randomBytes(32 - TIME_BYTES)]).toString("base64url");
}

export function isRecent(handle: string, now: number): boolean {
  const age = now - Buffer.from(handle, "base64url").readUIntBE(0, TIME_BYTES);
  return age >= 0 && age < policy.passkey.lifeSeconds * 1_000;
}
