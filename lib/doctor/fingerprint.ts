import "server-only";

import { createHmac } from "node:crypto";
import { purposeKey } from "../crypto";

/** The same for the same AUTH_SECRET and PASSWORD_PEPPERS, and tells nothing of either. */
export const secretsFingerprint = (authSecret: string, peppers: readonly string[]): string =>
  createHmac("sha256", purposeKey("doctor", authSecret)).update(peppers.join()).digest("base64url");
