import { vi } from "vitest";

export const OLD = {
  AUTH_SECRET: process.env.AUTH_SECRET ?? "",
  PASSWORD_PEPPERS: process.env.PASSWORD_PEPPERS ?? "",
};
export const NEW = "a newer secret that is long enough to be one";

/** The lists that a rotation goes through: the new one is known everywhere before anything is made with it. */
const steps = (old: string) => [`${old},${NEW}`, `${NEW},${old}`, NEW];

/**
 * A server of ours that was started with these variables, beside the one that the test itself is in: they share the
 * database and the browser, and nothing else.
 */
async function serverWith(variables: Readonly<Record<string, string>>) {
  vi.resetModules();
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  (await import("@/lib/env")).env();
  const server = {
    ...(await import("@/lib/auth/session")),
    ...(await import("@/lib/auth/redeem")),
    ...(await import("@/lib/auth/password")),
    ...(await import("@/lib/flow-cookie")),
    ...(await import("@/lib/login/start")),
    ...(await import("@/lib/login/check-pin")),
    ...(await import("@/lib/reset/reset")),
    ...(await import("@/lib/confirmations/check-pin")),
    ...(await import("@/lib/step-up/confirm")),
    ...(await import("@/lib/passkeys/enter")),
    ...(await import("@/lib/approvals/enrol")),
    ...(await import("@/lib/approvals/receipts")),
    ...(await import("@/lib/factors/show")),
    ...(await import("@/lib/factors/enrol-app")),
    ...(await import("@/lib/seal")),
    ...(await import("@/lib/throttle")),
    ...(await import("@/lib/sending/entries")),
    ...(await import("@/lib/sending/facts")),
    ...(await import("@/lib/sending/reserve")),
    approvals: await import("@/app/api/approvals/route"),
  };
  vi.unstubAllEnvs();
  return server;
}

export type Server = Awaited<ReturnType<typeof serverWith>>;

/** One server for each step in which this secret is rotated: before it, with the new one in front, and after it. */
export async function serversThrough(name: keyof typeof OLD): Promise<Server[]> {
  const servers: Server[] = [];
  for (const list of steps(OLD[name])) servers.push(await serverWith({ [name]: list }));
  return servers;
}

export function started(one: Server | undefined): Server {
  if (!one) throw new Error("The server has not started");
  return one;
}
