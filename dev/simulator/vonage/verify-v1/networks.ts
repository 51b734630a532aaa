import type { Timeline } from "../../timeline";

/** The one network of all simulated numbers, as mobile country and network code. */
export const simulatedNetwork = "00101";

export type Networks = ReturnType<typeof createNetworks>;

/** Which networks were reported as blocked, and until when they are let through all the same. */
export function createNetworks(timeline: Timeline) {
  const blocked = new Map<string, number>();

  return {
    report: (network: string) => blocked.set(network, blocked.get(network) ?? 0),
    isUnblocked: (network: string) => timeline.now() < (blocked.get(network) ?? 0),
    /** When it ends, in milliseconds; undefined for a network that was never blocked. */
    unblock(network: string, seconds: number): number | undefined {
      if (!blocked.has(network)) return undefined;
      const until = timeline.now() + seconds * 1000;
      blocked.set(network, until);
      return until;
    },
    clear: () => blocked.clear(),
  };
}
