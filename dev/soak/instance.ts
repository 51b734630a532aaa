import { execFileSync } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { next } from "../build";
import { type Child, startChild } from "../child";

const patienceMs = 60_000;

interface InstanceOptions {
  name: string;
  port: number;
  env: NodeJS.ProcessEnv;
  logDirectory: string;
  /** Where the build is; this project by default. */
  directory?: string;
}

/** One `next start`, which can be killed and started again. Every start writes a log of its own. */
export interface Instance {
  name: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Stops it where it is, and lets it go on. */
  freeze(): () => void;
  stop(): Promise<void>;
  /** Resident memory in MB; undefined while it is not running. */
  memory(): number | undefined;
  /** The end of what it wrote. */
  tail(): string;
  /** How often it ended without having been told to. */
  crashes(): number;
}

async function answers(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(5_000);
    await (await fetch(`http://localhost:${port}/api/health`, { signal })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Of all that the keeper has started, in KB. */
function residentOf(keeper: number): number {
  return execFileSync("ps", ["-axo", "ppid=,rss="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([parent]) => parent === keeper)
    .reduce((sum, [, resident = 0]) => sum + resident, 0);
}

export function createInstance({
  name,
  port,
  env,
  logDirectory,
  directory = ".",
}: InstanceOptions): Instance {
  let child: Child | undefined;
  let [starts, crashes] = [0, 0];
  let wanted = false;

  async function end(how: (running: Child) => void | Promise<void>): Promise<void> {
    wanted = false;
    const running = child;
    child = undefined;
    if (!running) return;
    await how(running);
    await running.exited;
  }

  return {
    name,
    async start() {
      starts += 1;
      wanted = true;
      const args = [next, "start", directory, "--port", String(port), "--hostname", "localhost"];
      const file = `${logDirectory}/${name}-${starts}.log`;
      const started = startChild(process.execPath, args, { env, output: { file } });
      child = started;
      void started.exited.then(() => {
        if (wanted && child === started) crashes += 1;
      });
      for (const until = Date.now() + patienceMs; Date.now() < until; await delay(100)) {
        if (await answers(port)) return;
      }
      throw new Error(`The ${name} instance does not answer.\n${started.tail().slice(-2_000)}`);
    },
    kill: () => end((running) => running.signal("SIGKILL")),
    stop: () => end((running) => running.stop()),
    freeze() {
      const running = child;
      running?.signal("SIGSTOP");
      return () => running?.signal("SIGCONT");
    },
    memory: () => {
      const resident = child?.keeper === undefined ? 0 : residentOf(child.keeper);
      return resident > 0 ? Math.round(resident / 1024) : undefined;
    },
    tail: () => child?.tail() ?? "",
    crashes: () => crashes,
  };
}
