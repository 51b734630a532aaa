import { createDecipheriv, createECDH, hkdfSync } from "node:crypto";

/** A browser's half of a subscription; the public key is an uncompressed P-256 point. */
export type ReceiverKeys = { privateKey: Buffer; publicKey: Buffer; auth: Buffer };

const curve = "prime256v1";
const saltBytes = 16;
const pointBytes = 65;
const tagBytes = 16;
// RFC 8188: salt, record size in four bytes, length of the key id in one.
const fixedBytes = saltBytes + 4 + 1;
const smallestRecord = tagBytes + 2;
const lastRecord = 2;

const hkdf = (secret: Buffer, salt: Buffer, info: string | Buffer, length: number) =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, length));

/** RFC 8188 parts of a message of one record, as RFC 8291 wants it; its key id is the sender's public key. */
function partsOf(message: Buffer) {
  if (message.length < fixedBytes + pointBytes + tagBytes + 1) return undefined;
  const record = message.subarray(fixedBytes + pointBytes);
  const recordSize = message.readUInt32BE(saltBytes);
  const oneRecord = recordSize >= smallestRecord && record.length <= recordSize;
  if (!oneRecord || message[fixedBytes - 1] !== pointBytes) return undefined;
  return {
    salt: message.subarray(0, saltBytes),
    sender: message.subarray(fixedBytes, -record.length),
    record,
  };
}

function inputKey(sender: Buffer, { privateKey, publicKey, auth }: ReceiverKeys): Buffer {
  const ecdh = createECDH(curve);
  ecdh.setPrivateKey(privateKey);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), publicKey, sender]);
  return hkdf(ecdh.computeSecret(sender), auth, info, 32);
}

function unpadded(plain: Buffer): Buffer | undefined {
  const end = plain.findLastIndex((byte) => byte !== 0);
  return plain[end] === lastRecord ? plain.subarray(0, end) : undefined;
}

/** The plain text of an `aes128gcm` message (RFC 8291); undefined when this receiver cannot read it. */
export function decrypt(message: Buffer, keys: ReceiverKeys): Buffer | undefined {
  const parts = partsOf(message);
  if (!parts) return undefined;
  const { salt, sender, record } = parts;
  try {
    const input = inputKey(sender, keys);
    const key = hkdf(input, salt, "Content-Encoding: aes128gcm\0", 16);
    const nonce = hkdf(input, salt, "Content-Encoding: nonce\0", 12);
    const decipher = createDecipheriv("aes-128-gcm", key, nonce, { authTagLength: tagBytes });
    decipher.setAuthTag(record.subarray(-tagBytes));
    return unpadded(Buffer.concat([decipher.update(record.subarray(0, -tagBytes)), decipher.final()]));
  } catch {
    // A sender's key off the curve, or a tag that does not fit.
    return undefined;
  }
}
