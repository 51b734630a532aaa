import "server-only";

import { env } from "../env";

/** The push services of the browsers there are. Anything else that a phone names is refused: we would post to it. */
const services = [
  /^fcm\.googleapis\.com$/,
  /^([a-z0-9-]+\.)?push\.services\.mozilla\.com$/,
  /^([a-z0-9-]+\.)?push\.apple\.com$/,
  /^([a-z0-9-]+\.)*notify\.windows\.com$/,
];

/** Whether an address is one of a known push service, or of the simulated one of this machine. */
export function isPushEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username, password, origin } = new URL(endpoint);
  if (username !== "" || password !== "") return false;
  const { pushService } = env().approvals;
  if (pushService !== null && origin === new URL(pushService).origin) return true;
  return protocol === "https:" && port === "" && services.some((service) => service.test(hostname));
}
