import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A passkey in software, as an authenticator keeps it. */
export type SoftPasskey = {
  readonly id: string;
  readonly key: KeyObject;
  readonly cose: Buffer;
  /** The 16 bytes of its account's id, base64url. */
  readonly userHandle: string;
  readonly synced: boolean;
  counter: number;
};

/** What an answer says in place of what is so. */
export type Lies = Readonly<{
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  userVerified?: boolean;
  userPresent?: boolean;
  synced?: boolean;
  counter?: number;
  userHandle?: string | null;
  credentialId?: string;
  /** Another passkey signs. */
  signedBy?: SoftPasskey;
  /** Of a new passkey. */
  format?: string;
  statement?: Buffer;
  algorithm?: number;
}>;

type Asked = Readonly<{ challenge: string; rpId: string }>;

const ORIGIN = "http://localhost:3000";

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const clientData = (type: string, { challenge }: Asked, lies: Lies): Buffer =>
  Buffer.from(
    JSON.stringify({
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? ORIGIN,
      crossOrigin: lies.crossOrigin ?? false,
    }),
  );

/** Flags as WebAuthn L3 §6.1 numbers them. */
function authenticatorData({ rpId }: Asked, passkey: SoftPasskey, lies: Lies, attested?: Buffer): Buffer {
  const synced = lies.synced ?? passkey.synced;
  const flags =
    ((lies.userPresent ?? true) ? 0x01 : 0) |
    ((lies.userVerified ?? true) ? 0x04 : 0) |
    (synced ? 0x18 : 0) |
    (attested ? 0x40 : 0);
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(lies.counter ?? passkey.counter);
  return Buffer.concat([
    sha256(lies.rpId ?? rpId),
    Buffer.from([flags]),
    counter,
    attested ?? Buffer.alloc(0),
  ]);
}

/** CBOR: an ES256 key as COSE has it. `algorithm`: below 24 places under zero. */
function coseOf(key: KeyObject, algorithm = -7): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x20 + (-1 - algorithm), 0x20, 0x01, 0x21, 0x58, 0x20]),
    Buffer.from(x, "base64url"),
    Buffer.from([0x22, 0x58, 0x20]),
    Buffer.from(y, "base64url"),
  ]);
}

const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);

function cborBytes(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([Buffer.from([0x59]), length, bytes]);
}

const attestation = (authData: Buffer, { format = "none", statement = Buffer.from([0xa0]) }: Lies): Buffer =>
  Buffer.concat([
    Buffer.from([0xa3]),
    cborText("fmt"),
    cborText(format),
    cborText("attStmt"),
    statement,
    cborText("authData"),
    cborBytes(authData),
  ]);

type Creation = Readonly<{
  challenge: string;
  rp: Readonly<{ id?: string }>;
  user: Readonly<{ id: string }>;
}>;

/** Makes a passkey, as `navigator.credentials.create()` does, and says so. */
export function makePasskey(
  { challenge, rp, user }: Creation,
  given: Readonly<{ synced?: boolean; counter?: number; id?: string }> = {},
  lies: Lies = {},
) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const passkey: SoftPasskey = {
    id: given.id ?? randomBytes(16).toString("base64url"),
    key: privateKey,
    cose: coseOf(publicKey, lies.algorithm),
    userHandle: user.id,
    synced: given.synced ?? true,
    counter: given.counter ?? 0,
  };
  const asked = { challenge, rpId: rp.id ?? "" };
  const id = Buffer.from(passkey.id, "base64url");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length);
  const attested = Buffer.concat([Buffer.alloc(16), length, id, passkey.cose]);
  const authData = authenticatorData(asked, passkey, lies, attested);
  const answer = {
    id: lies.credentialId ?? passkey.id,
    rawId: lies.credentialId ?? passkey.id,
    type: "public-key",
    response: {
      clientDataJSON: clientData("webauthn.create", asked, lies).toString("base64url"),
      attestationObject: attestation(authData, lies).toString("base64url"),
      transports: ["internal"],
    },
    clientExtensionResults: {},
    authenticatorAttachment: "platform",
  };
  return { passkey, answer };
}

/** Signs, as `navigator.credentials.get()` has it do; one that counts has counted before. */
export function signWith(
  passkey: SoftPasskey,
  { challenge, rpId = "" }: Readonly<{ challenge: string; rpId?: string }>,
  lies: Lies = {},
) {
  if (passkey.counter > 0 && lies.counter === undefined) passkey.counter += 1;
  const asked = { challenge, rpId };
  const authData = authenticatorData(asked, passkey, lies);
  const clientDataJSON = clientData("webauthn.get", asked, lies);
  const signature = sign(
    "sha256",
    Buffer.concat([authData, sha256(clientDataJSON)]),
    (lies.signedBy ?? passkey).key,
  );
  const userHandle = lies.userHandle === undefined ? passkey.userHandle : lies.userHandle;
  return {
    id: lies.credentialId ?? passkey.id,
    rawId: lies.credentialId ?? passkey.id,
    type: "public-key",
    response: {
      clientDataJSON: clientDataJSON.toString("base64url"),
      authenticatorData: authData.toString("base64url"),
      signature: signature.toString("base64url"),
      ...(userHandle === null ? {} : { userHandle }),
    },
    clientExtensionResults: {},
  };
}
