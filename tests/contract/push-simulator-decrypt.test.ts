import { createCipheriv, createECDH, hkdfSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { decrypt, type ReceiverKeys } from "@/dev/simulator/push/decrypt";

const bytes = (text: string) => Buffer.from(text, "base64url");

/** RFC 8291, section 5 and appendix A. */
const receiver: ReceiverKeys = {
  privateKey: bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
  publicKey: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
  auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
};
const body = bytes(
  "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
);

function changed(at: number, value: number): Buffer {
  const other = Buffer.from(body);
  other[at] = value;
  return other;
}

/** A message whose padded plain text is the test's own, encrypted as RFC 8291 says. */
function encrypted(plain: Buffer, recordSize = 4096): Buffer {
  const sender = createECDH("prime256v1");
  const point = sender.generateKeys();
  const salt = Buffer.alloc(16, 7);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), receiver.publicKey, point]);
  const input = new Uint8Array(
    hkdfSync("sha256", sender.computeSecret(receiver.publicKey), receiver.auth, info, 32),
  );
  const derived = (what: string, length: number) =>
    new Uint8Array(hkdfSync("sha256", input, salt, `Content-Encoding: ${what}\0`, length));
  const cipher = createCipheriv("aes-128-gcm", derived("aes128gcm", 16), derived("nonce", 12));
  const record = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(recordSize);
  header[4] = point.length;
  return Buffer.concat([salt, header, point, record]);
}

describe("the decryption", () => {
  test("reads the example of RFC 8291", () => {
    expect(decrypt(body, receiver)?.toString()).toBe("When I grow up, I want to be a watermelon");
  });

  test("takes off the padding and nothing else", () => {
    const padded = (plain: string) => decrypt(encrypted(Buffer.from(plain, "latin1")), receiver)?.toString();
    expect(padded("text\x02")).toBe("text");
    expect(padded("text\x02\0\0\0")).toBe("text");
    expect(padded("\x02")).toBe("");
    expect(padded("text\x02\x02")).toBe("text\x02");
  });

  test.each([
    ["a changed salt", changed(0, 0)],
    ["a changed record", changed(100, 0)],
    ["a changed tag", changed(body.length - 1, 0)],
    ["a key id of another length", changed(20, 64)],
    ["a sender off the curve", changed(40, 0)],
    ["a record size below the record", encrypted(Buffer.from("text\x02"), 20)],
    ["a record size that none can have", encrypted(Buffer.from([2]), 17)],
    ["a record that is not the last", encrypted(Buffer.from("text\x01"))],
    ["no delimiter", encrypted(Buffer.from("\0\0"))],
    ["a message that breaks off", body.subarray(0, 90)],
    ["nothing", Buffer.alloc(0)],
  ])("gives nothing for %s", (_what, message) => {
    expect(decrypt(message, receiver)).toBeUndefined();
  });

  test("gives nothing without the secret of the subscription, or with another's key", () => {
    expect(decrypt(body, { ...receiver, auth: Buffer.alloc(16) })).toBeUndefined();
    const other = createECDH("prime256v1");
    const publicKey = other.generateKeys();
    const keys = { privateKey: other.getPrivateKey(), publicKey, auth: receiver.auth };
    expect(decrypt(body, keys)).toBeUndefined();
  });
});
