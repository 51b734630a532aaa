/**
 * Runs one command and outlives the process that asked for it just long enough to stop that command: when its
 * standard input closes (the asker stopped, or was killed), the command gets its signal, then no mercy. Until then every
 * line of it is the name of a signal that the command and its children get.
 * Arguments: JSON { signal, graceSeconds, uid?, gid?, remove? }, the command, its arguments.
 */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const [settings = "{}", command = "", ...args] = process.argv.slice(2);
const { signal, graceSeconds, uid, gid, remove } = JSON.parse(settings);

// A group of its own, so that the terminal's Ctrl-C does not reach the database before the application.
const child = spawn(command, args, {
  stdio: ["ignore", "inherit", "inherit"],
  detached: process.platform !== "win32",
  ...(uid === undefined ? {} : { uid, gid }),
});

function signalGroup(name) {
  try {
    if (process.platform === "win32") child.kill(name);
    else if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // Nothing of the group is left.
  }
}

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  child.kill(signal);
  setTimeout(() => signalGroup("SIGKILL"), graceSeconds * 1000).unref();
}

function leave(code) {
  signalGroup("SIGKILL");
  if (remove) rmSync(remove, { recursive: true, force: true });
  process.exit(code);
}

process.on("SIGINT", () => {});
process.on("SIGHUP", () => {});
process.on("SIGTERM", stop);
createInterface({ input: process.stdin }).on("line", signalGroup).on("close", stop);
process.stdin.on("error", stop);
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  leave(127);
});
child.on("exit", (code) => leave(code ?? 1));
