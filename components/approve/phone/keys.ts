const curve = { name: "ECDSA", namedCurve: "P-256" } as const;
const algorithm = { name: "ECDSA", hash: "SHA-256" } as const;

function base64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export type NewKey = Readonly<{ privateKey: CryptoKey; publicKey: string }>;

/** A key that this browser can use and nobody can read: not even this page. */
export async function makeKey(): Promise<NewKey> {
  const pair = await crypto.subtle.generateKey(curve, false, ["sign", "verify"]);
  const point = await crypto.subtle.exportKey("raw", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: base64url(point) };
}

export async function signed(privateKey: CryptoKey, text: string): Promise<string> {
  return base64url(await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(text)));
}

/** Keys exist only where the page came over https, or from this machine. */
export const canHoldKeys = (): boolean =>
  typeof crypto !== "undefined" && crypto.subtle !== undefined && typeof indexedDB !== "undefined";
