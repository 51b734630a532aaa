import { connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

/** PostgreSQL's ReadyForQuery outside a transaction: what was asked for is committed. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

/** Stands between the application and its database, and cuts the line when a test says so. */
export interface FaultProxy {
  url: string;
  /** The next statement that holds this text is done and committed, and then its answer is lost. */
  loseAnswerTo(text: string): void;
  /** The next statement that holds this text never arrives. */
  loseStatement(text: string): void;
}

type Cut = Readonly<{ text: string; when: "before" | "after" }>;

export async function faultProxy(databaseUrl: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(databaseUrl);
  let next: Cut | undefined;
  const open = new Set<Socket>();

  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    let armed = false;
    const cut = () => {
      armed = false;
      client.resetAndDestroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        database.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (next && chunk.includes(next.text)) {
        const { when } = next;
        next = undefined;
        if (when === "before") return cut();
        armed = true;
      }
      database.write(chunk);
    });
    database.on("data", (chunk) => {
      if (armed && chunk.subarray(-READY.length).equals(READY)) return cut();
      client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    loseAnswerTo: (text) => {
      next = { text, when: "after" };
    },
    loseStatement: (text) => {
      next = { text, when: "before" };
    },
  };
}
