import { fileURLToPath } from "node:url";
import { type Child, startChild } from "../child";
import type { StagedFunction } from "./stage";

const launcher = fileURLToPath(new URL("./launcher.mjs", import.meta.url));

interface Instance {
  port: number;
  /** What it wrote so far. */
  output(): string;
}

export interface Timing {
  name: string;
  milliseconds: number;
}

export interface Instances {
  /** The running process of a function; started when it is asked for the first time, or again after it died. */
  of(staged: StagedFunction): Promise<Instance>;
  /** Everything that all processes wrote. */
  output(): string;
}

/** Nothing is inherited but the way to programs: a function on Vercel sees its own settings only. */
function environment(staged: StagedFunction, settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    TZ: "UTC",
    ...staged.config.environment,
    ...settings,
    NODE_ENV: "production",
  };
}

function start(staged: StagedFunction, settings: Readonly<Record<string, string>>): [Child, Promise<number>] {
  let listening: (port: number) => void = () => {};
  const port = new Promise<number>((resolve) => {
    listening = resolve;
  });
  const kind = staged.config.useWebApi ? "web" : "node";
  const child = startChild(process.execPath, [launcher, staged.config.handler, kind], {
    cwd: staged.directory,
    env: environment(staged, settings),
    output: "keep",
    onOutput: () => {
      const found = /^listening on (\d+)$/m.exec(child.tail())?.[1];
      if (found) listening(Number(found));
    },
  });
  return [child, port];
}

export function createInstances(
  settings: Readonly<Record<string, string>>,
  defer: (stop: Child["stop"]) => void,
): Instances {
  const running = new Map<StagedFunction, Promise<Instance>>();
  const children: Child[] = [];
  async function launch(staged: StagedFunction): Promise<Instance> {
    const [child, port] = start(staged, settings);
    children.push(child);
    defer(child.stop);
    const ended = child.exited.then(() => {
      running.delete(staged);
      return undefined;
    });
    const found = await Promise.race([port, ended]);
    if (found === undefined) throw new Error(`${staged.names[0]} ended at once:\n${child.tail().trim()}`);
    return { port: found, output: child.tail };
  }
  return {
    of(staged) {
      const known = running.get(staged) ?? launch(staged);
      running.set(staged, known);
      return known;
    },
    output: () => children.map((child) => child.tail()).join(""),
  };
}
