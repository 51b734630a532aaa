import "server-only";

import { Auth } from "@vonage/auth";

/** Tokens live for 15 minutes; ours are used for a third of that. */
const TOKEN_USE_MS = 300_000;

/** The SDK parses the key and signs a token for every call, which costs more than the rest of the call. */
export function rememberedAuth(applicationId: string, privateKey: string): Auth {
  const auth = new Auth({ applicationId, privateKey });
  const sign = auth.createBearerHeader;
  let header: Promise<string> | undefined;
  let signedAt = 0;
  auth.createBearerHeader = () => {
    if (header && Date.now() - signedAt < TOKEN_USE_MS) return header;
    signedAt = Date.now();
    header = sign();
    header.catch(() => {
      header = undefined;
    });
    return header;
  };
  return auth;
}
