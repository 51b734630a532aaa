/**
 * Loaded into a server under measurement (`node --import`): tells the bench, over a connection that the bench
 * accepts, how much CPU the whole process has used, and takes a CPU profile when asked. Commands are lines:
 * `cpu`, `delay`, `profile`, `save FILE`; each is answered with one line.
 */
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { isMainThread } from "node:worker_threads";

const samplingMicroseconds = 200;
const delayResolution = 20;
let session;
let delays;

const commands = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  /** Begins with the first question: a run that never asks is not disturbed. */
  delay() {
    const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - delayResolution);
    const answer = delays ? `${late(delays.percentile(99))} ${late(delays.max)}` : "0 0";
    delays ??= monitorEventLoopDelay({ resolution: delayResolution });
    delays.enable();
    delays.reset();
    return answer;
  },
  async profile() {
    session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: samplingMicroseconds });
    await session.post("Profiler.start");
    return "started";
  },
  async save(file) {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    writeFileSync(file, JSON.stringify(profile));
    return "saved";
  },
};

const port = Number(process.env.COUNTERSIGN_BENCH_PORT);
if (isMainThread && port > 0) {
  const socket = connect(port, "127.0.0.1");
  socket.unref();
  socket.on("error", () => {});
  createInterface({ input: socket }).on("line", async (line) => {
    const [name, argument] = line.split(" ");
    socket.write(`${await commands[name](argument)}\n`);
  });
}
