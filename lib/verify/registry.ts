import "server-only";

import { env } from "../env";
import type { VerifyProvider } from "./provider";
import { vonageProvider } from "./vonage";

let provider: VerifyProvider | undefined;

export function verifyProvider(): VerifyProvider {
  const { vonage, brand } = env();
  provider ??= vonageProvider({ ...vonage, brand });
  return provider;
}
