import "server-only";

import { isLoopback } from "../settings";

const privateName = /(^|\.)(local|internal|lan|home|test|localhost)$|^[^.:]+$/i;
const privateAddress = /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|^\[(f[cd]|fe[89ab])/i;

/** True for what only its own network reaches: this machine, private addresses, names without a domain. */
export const isPrivateHost = (host: string): boolean =>
  isLoopback(host) || privateName.test(host) || privateAddress.test(host);
