/** How to reach the database, from its address as providers hand it out. Also used where nothing is bundled. */
export type DatabaseAddress = Readonly<{ url: string; ssl: false | "prefer" | "require" | "verify-full" }>;

const MODES = ["disable", "prefer", "require", "verify-full"] as const;
const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

export const isOnThisMachine = (value: string): boolean => LOOPBACK.test(new URL(value).hostname);

/**
 * Of the parameters only `sslmode` counts: the client would send any other (`channel_binding`, `pgbouncer`) on
 * to the server, which refuses it. Without one, TLS is demanded of every host but this machine.
 */
export function databaseAddress(value: string): DatabaseAddress {
  const url = new URL(value);
  const given = url.searchParams.get("sslmode");
  const mode = MODES.find((one) => one === given) ?? (given === "verify-ca" ? "verify-full" : null);
  url.search = "";
  const ssl = mode ?? (isOnThisMachine(value) ? "disable" : "require");
  return { url: url.href, ssl: ssl === "disable" ? false : ssl };
}
