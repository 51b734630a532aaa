import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const hook = fileURLToPath(new URL("./meter-hook.mjs", import.meta.url));

export interface Meter {
  /** What `node` is started with, and the environment, so that the process reports here. */
  nodeArguments: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** CPU milliseconds, of all threads, since the process began. */
  cpu(): Promise<number>;
  /** By how many milliseconds its event loop was late since this was last asked: 99th percentile and most. */
  delay(): Promise<Readonly<{ p99: number; most: number }>>;
  beginProfile(): Promise<void>;
  saveProfile(file: string): Promise<void>;
  close(): void;
}

/** Waits for the one process that is started with this meter; the pipe is idle unless something is asked. */
export async function openMeter(): Promise<Meter> {
  const server = createServer();
  const connected = once(server, "connection");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The meter has no port.");
  let line: AsyncIterator<string> | undefined;

  async function ask(command: string): Promise<string> {
    const [socket]: Socket[] = await connected;
    if (!socket) throw new Error("The server did not report to the bench.");
    line ??= createInterface({ input: socket.unref() })[Symbol.asyncIterator]();
    socket.write(`${command}\n`);
    const answer = await line.next();
    if (answer.done) throw new Error("The server under measurement has ended.");
    return answer.value;
  }

  return {
    nodeArguments: ["--import", hook],
    environment: { COUNTERSIGN_BENCH_PORT: String(address.port) },
    cpu: async () => Number(await ask("cpu")) / 1000,
    delay: async () => {
      const [p99 = Number.NaN, most = Number.NaN] = (await ask("delay")).split(" ").map(Number);
      return { p99, most };
    },
    beginProfile: async () => void (await ask("profile")),
    saveProfile: async (file) => void (await ask(`save ${file}`)),
    close: () => server.close(),
  };
}
