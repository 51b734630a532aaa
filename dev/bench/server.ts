import { setTimeout as delay } from "node:timers/promises";
import { next } from "../build";
import { startChild } from "../child";
import type { Lifetime } from "../lifetime";
import { type Meter, openMeter } from "./meter";

const patienceSeconds = 60;

export interface Server {
  origin: string;
  meter: Meter;
}

interface ServerOptions {
  name: string;
  directory: string;
  port: number;
  env: NodeJS.ProcessEnv;
}

async function answers(origin: string): Promise<boolean> {
  try {
    const response = await fetch(origin, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** `next start` of a build that is there, with a meter in it. Its output goes to .data/bench/NAME.log. */
export async function startServer(options: ServerOptions, { defer }: Lifetime): Promise<Server> {
  const { name, directory, port, env } = options;
  const meter = await openMeter();
  defer(meter.close);
  const args = [...meter.nodeArguments, next, "start", "--port", String(port), "--hostname", "localhost"];
  const server = startChild(process.execPath, args, {
    cwd: directory,
    env: { ...env, ...meter.environment, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    output: { file: `.data/bench/${name}.log` },
  });
  defer(server.stop);
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const origin = `http://localhost:${port}`;
  for (const until = Date.now() + patienceSeconds * 1000; Date.now() < until && !ended; await delay(100)) {
    if (await answers(origin)) return { origin, meter };
  }
  throw new Error(`The ${name} application does not answer. It said:\n${server.tail().trim()}`);
}
