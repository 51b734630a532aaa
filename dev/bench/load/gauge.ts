import { cpus } from "node:os";
import type { Meter } from "../meter";

/** What the machine did while something ran. */
export interface Reading {
  /** CPU milliseconds of the application's processes for each login that came through. */
  cpuPerLogin: number;
  /** Shares of all cores, 0 to 1: the application's, this process's (visitors and simulator), everything's. */
  application: number;
  bench: number;
  machine: number;
  /** How late the application's event loops were at most, in ms: 99th percentile and most. */
  delay: Readonly<{ p99: number; most: number }>;
}

export interface Gauge {
  begin(): Promise<void>;
  end(logins: number): Promise<Reading>;
}

function machineTimes(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = Object.values(times).reduce((total, time) => total + time, 0);
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}

const ownCpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function createGauge(meters: readonly Meter[]): Gauge {
  const cpu = async () => sum(await Promise.all(meters.map((meter) => meter.cpu())));
  let from = { cpu: 0, own: 0, machine: machineTimes() };
  return {
    async begin() {
      await Promise.all(meters.map((meter) => meter.delay()));
      from = { cpu: await cpu(), own: ownCpu(), machine: machineTimes() };
    },
    async end(logins) {
      const [used, own, now] = [(await cpu()) - from.cpu, ownCpu() - from.own, machineTimes()];
      const all = now.all - from.machine.all;
      const late = await Promise.all(meters.map((meter) => meter.delay()));
      return {
        cpuPerLogin: used / logins,
        application: used / all,
        bench: own / all,
        machine: (now.busy - from.machine.busy) / all,
        delay: {
          p99: Math.max(...late.map(({ p99 }) => p99)),
          most: Math.max(...late.map(({ most }) => most)),
        },
      };
    },
  };
}
