import "server-only";

import { createHash } from "node:crypto";

type Digests = Readonly<{ digestBytes: number; list: Buffer }>;

let digests: Promise<Digests> | undefined;

const sha256 = (data: string | Buffer) => createHash("sha256").update(data);

/** Throws where the list is not whole: with an empty one every password would pass. */
async function load(): Promise<Digests> {
  const { digestBytes, sortedDigests, wholeDigest } = await import("./breached-passwords");
  const list = Buffer.from(sortedDigests, "base64");
  if (list.length < digestBytes || sha256(list).digest("base64") !== wholeDigest)
    throw new Error("The list of leaked passwords is damaged");
  return { digestBytes, list };
}

/** Before anybody chooses a password. Throws where the list is not there, or not whole. */
export async function prepareBreached(): Promise<void> {
  digests ??= load();
  await digests;
}

/** Whether a password is on the list of common and leaked ones, in whatever case it is typed. */
export async function isBreached(password: string): Promise<boolean> {
  digests ??= load();
  const { digestBytes, list } = await digests;
  const wanted = sha256(password.normalize("NFC").toLowerCase()).digest().subarray(0, digestBytes);
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
