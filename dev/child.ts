import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";

const keeper = fileURLToPath(new URL("./keeper.mjs", import.meta.url));
const tailLength = 30_000;

export interface Child {
  /** Resolves with the exit code, once the command and all that it started are gone. */
  exited: Promise<number>;
  /** The end of what the command wrote; empty when its output is inherited. */
  tail(): string;
  /** The process id of the command's parent. */
  keeper: number | undefined;
  /** To the command and all that it started; not where it has ended. */
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

interface ChildOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  account?: { uid: number; gid: number } | undefined;
  signal?: "SIGINT" | "SIGTERM";
  graceSeconds?: number;
  /** A directory that goes when the command has gone. */
  remove?: string | undefined;
  /** `inherit` shows the output, `keep` holds its end for `tail()`; a path writes it to that file as well. */
  output: "inherit" | "keep" | { file: string };
  onOutput?: (text: string) => void;
}

/** Starts a command that cannot outlive this process, however this process ends (dev/keeper.mjs). */
export function startChild(command: string, args: readonly string[], options: ChildOptions): Child {
  const settings = {
    signal: options.signal ?? "SIGTERM",
    graceSeconds: options.graceSeconds ?? 5,
    remove: options.remove,
    ...options.account,
  };
  const inherit = options.output === "inherit";
  const child = spawn(process.execPath, [keeper, JSON.stringify(settings), command, ...args], {
    stdio: inherit ? ["pipe", "inherit", "inherit"] : ["pipe", "pipe", "pipe"],
    env: options.env ?? process.env,
    cwd: options.cwd ?? process.cwd(),
  });
  // What has ended by itself reads nothing any more.
  child.stdin?.on("error", () => {});
  const file = typeof options.output === "object" ? createWriteStream(options.output.file) : undefined;
  let kept = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      kept = (kept + text).slice(-tailLength);
      file?.write(text);
      options.onOutput?.(text);
    });
  }
  const exited = new Promise<number>((resolve) => {
    child.on("error", (error) => {
      kept += error.message;
      resolve(127);
    });
    child.on("close", (code) => {
      file?.end();
      resolve(code ?? 1);
    });
  });
  return {
    exited,
    tail: () => kept,
    keeper: child.pid,
    signal: (name) => void child.stdin?.write(`${name}\n`),
    stop: async () => {
      child.stdin?.end();
      await exited;
    },
  };
}
