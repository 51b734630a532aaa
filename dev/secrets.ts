import { createECDH, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const shape = z.object({
  authSecret: z.string().min(32),
  passwordPepper: z.string().min(32),
  applicationId: z.uuid(),
  privateKey: z.string(),
  publicKey: z.string(),
  /** What the simulated Vonage signs its callbacks with. */
  vonageApiKey: z.string(),
  vonageSignatureSecret: z.string().min(32),
  telnyxApiKey: z.string(),
  /** PKCS#8 PEM; the public half is 32 bytes in base64, as Telnyx shows it. */
  telnyxSigningKey: z.string(),
  telnyxPublicKey: z.string(),
  /** What the simulated mail server lets in. */
  smtpUser: z.string().min(1),
  smtpPassword: z.string().min(16),
  /** What the application signs its notifications with (RFC 8292). */
  vapidPublicKey: z.string().length(87),
  vapidPrivateKey: z.string().length(43),
});

export type Secrets = z.infer<typeof shape>;

export function makeSecrets(): Secrets {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const secret = () => randomBytes(32).toString("base64");
  const telnyx = generateKeyPairSync("ed25519");
  const vapid = createECDH("prime256v1");
  vapid.generateKeys();
  return {
    authSecret: secret(),
    passwordPepper: secret(),
    applicationId: randomUUID(),
    privateKey,
    publicKey,
    vonageApiKey: randomBytes(4).toString("hex"),
    vonageSignatureSecret: secret(),
    telnyxApiKey: `KEY${randomBytes(24).toString("hex")}`,
    telnyxSigningKey: telnyx.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    telnyxPublicKey: Buffer.from(telnyx.publicKey.export({ format: "jwk" }).x ?? "", "base64url").toString(
      "base64",
    ),
    smtpUser: `countersign-${randomBytes(4).toString("hex")}`,
    smtpPassword: randomBytes(24).toString("base64url"),
    vapidPublicKey: vapid.getPublicKey("base64url"),
    vapidPrivateKey: vapid.getPrivateKey("base64url").padStart(43, "A"),
  };
}

function write(file: string, secrets: Secrets): Secrets {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secrets;
}

/** What an older version of the project did not need yet is made when it is missing. */
function completed(known: unknown): Secrets {
  const given = z.record(z.string(), z.unknown()).parse(known);
  return shape.parse({ ...makeSecrets(), ...given });
}

/** Made once for this copy of the project: the stored passwords can be checked only with the same pepper. */
export function developmentSecrets(file: string): Secrets {
  if (!existsSync(file)) return write(file, makeSecrets());
  try {
    const known: unknown = JSON.parse(readFileSync(file, "utf8"));
    shape.pick({ authSecret: true, passwordPepper: true }).parse(known);
    const complete = shape.safeParse(known);
    return complete.success ? complete.data : write(file, completed(known));
  } catch {
    throw new Error(
      `${file} cannot be read. Remove it, and ${path.dirname(file)}/postgres with it, to begin anew.`,
    );
  }
}
