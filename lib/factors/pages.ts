import type { FactorKind } from "./names";

/** Where each kind is listed, renamed and added. */
export const factorPages: Readonly<Record<FactorKind, string>> = {
  passkey: "/account/security/passkeys",
  authenticator: "/account/security/authenticator",
};

export const removalPage = (kind: FactorKind, id: string): string =>
  `/account/security/remove?kind=${kind}&id=${encodeURIComponent(id)}`;
