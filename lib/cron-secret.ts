import "server-only";

import { sameText } from "./crypto";
import { env } from "./env";

/** Whether a request brings CRON_SECRET, or the one before it, as its bearer token. Never where there is none. */
export function hasCronSecret(request: Request): boolean {
  const given = request.headers.get("authorization") ?? "";
  return env().cronSecrets.some((secret) => sameText(given, `Bearer ${secret}`));
}
