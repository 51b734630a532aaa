import "server-only";

import { env } from "../env";

/** Where phones show what waits for them, as people read it: login.example.org/approve. */
export const phonePage = (): string => `${env().appUrl.host}/approve`;

/** What the pages on the phone have to know of this deployment; nothing of it is secret. */
export function deviceSettings() {
  const { push, pushService } = env().approvals;
  return {
    audience: env().appUrl.origin,
    offer: { publicKey: push?.pairs[0].publicKey ?? null, service: pushService },
  };
}
