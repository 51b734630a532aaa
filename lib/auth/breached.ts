import "server-only";

import { createHash } from "node:crypto";

type Digests = Readonly<{ digestBytes: number; list: Buffer }>;

let digests: Promise<Digests> | undefined;

/** Loaded when the first password is chosen: logins never need it. */
async function load(): Promise<Digests> {
  const { digestBytes, sortedDigests } = await import("./breached-passwords");
  return { digestBytes, list: Buffer.from(sortedDigests, "base64") };
}

/** Whether a password is on the list of common and leaked ones, in whatever case it is typed. */
export async function isBreached(password: string): Promise<boolean> {
  digests ??= load();
  const { digestBytes, list } = await digests;
  const wanted = createHash("sha256")
    .update(password.normalize("NFC").toLowerCase())
    .digest()
    .subarray(0, digestBytes);
  let [low, high] = [0, list.length / digestBytes];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = list.subarray(middle * digestBytes, (middle + 1) * digestBytes).compare(wanted);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}
