import type { Env } from "@/lib/env";

type Module = Readonly<{ env: () => Env }>;

/** What a test file sets; `days` null: the deployer allows none. */
export const allowed: { days: number | null } = { days: 7 };

/** For `vi.mock("@/lib/env", …)`: the environment of all tests, but for what is allowed here. */
export const allowing = async <Real extends Module>(real: Real): Promise<Real> => ({
  ...real,
  env: () => ({ ...real.env(), trustedBrowserDays: allowed.days }),
});
