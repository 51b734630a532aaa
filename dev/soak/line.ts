import { connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** PostgreSQL's ReadyForQuery outside a transaction: what was asked for is committed. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
const writing = /\b(insert into|update|delete from)\b/;

/** Stands between the application and its database. What it breaks stays broken until the function it gave is called. */
export interface Line {
  url: string;
  /** Every connection is reset. */
  cut(): void;
  /** Nothing passes in either direction: no answer, no refusal. */
  hold(): () => void;
  /** Every packet takes longer. */
  slow(milliseconds: number): () => void;
  /** Some statements that write are done and committed, and their answer is lost; `lost` says of each whether it is one. */
  loseAnswers(lost: () => boolean): () => void;
  /** How many answers were lost so far. */
  answersLost(): number;
  close(): void;
}

interface State {
  held: Promise<void> | null;
  delayMs: number;
  lost: (() => boolean) | null;
  count: number;
}

/** Passes packets on in their order, each once the line lets it through. */
function passing(to: Socket, state: State) {
  let last = Promise.resolve();
  return (chunk: Buffer) => {
    last = last.then(async () => {
      if (state.delayMs > 0) await delay(state.delayMs);
      await state.held;
      if (!to.destroyed) to.write(chunk);
    });
  };
}

function join(client: Socket, database: Socket, state: State): void {
  const [forth, back] = [passing(database, state), passing(client, state)];
  let losing = false;
  client.on("data", (chunk: Buffer) => {
    if (state.lost && writing.test(chunk.toString("latin1"))) losing = state.lost();
    forth(chunk);
  });
  database.on("data", (chunk: Buffer) => {
    if (!losing || !chunk.subarray(-READY.length).equals(READY)) return back(chunk);
    losing = false;
    state.count += 1;
    client.resetAndDestroy();
    database.destroy();
  });
}

export async function openLine(databaseUrl: string): Promise<Line> {
  const { hostname, port } = new URL(databaseUrl);
  const open = new Set<Socket>();
  const state: State = { held: null, delayMs: 0, lost: null, count: 0 };
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    for (const socket of [client, database]) {
      open.add(socket);
      socket.setNoDelay().on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    join(client, database, state);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The line has no port.");
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    cut() {
      for (const socket of open) socket.resetAndDestroy();
    },
    hold() {
      let release = () => {};
      state.held = new Promise((resolve) => {
        release = resolve;
      });
      return () => {
        release();
        state.held = null;
      };
    },
    slow(milliseconds) {
      state.delayMs = milliseconds;
      return () => {
        state.delayMs = 0;
      };
    },
    loseAnswers(lost) {
      state.lost = lost;
      return () => {
        state.lost = null;
      };
    },
    answersLost: () => state.count,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
