import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const shape = z.object({
  authSecret: z.string().min(32),
  passwordPepper: z.string().min(32),
  applicationId: z.uuid(),
  privateKey: z.string(),
  publicKey: z.string(),
});

export type Secrets = z.infer<typeof shape>;

export function makeSecrets(): Secrets {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const secret = () => randomBytes(32).toString("base64");
  return {
    authSecret: secret(),
    passwordPepper: secret(),
    applicationId: randomUUID(),
    privateKey,
    publicKey,
  };
}

/** Made once for this copy of the project: the stored passwords can be checked only with the same pepper. */
export function developmentSecrets(file: string): Secrets {
  if (existsSync(file)) {
    try {
      return shape.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      throw new Error(
        `${file} cannot be read. Remove it, and ${path.dirname(file)}/postgres with it, to begin anew.`,
      );
    }
  }
  const secrets = makeSecrets();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return secrets;
}
