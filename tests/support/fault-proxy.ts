import { connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

/** PostgreSQL's ReadyForQuery, and what follows in it: outside a transaction, in one, in one that failed. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5]);
const [IDLE, ...HELD] = [0x49, 0x54, 0x45];

export type When = "before" | "after";

/** Where the line breaks: at a statement that holds this text, or at the so-manieth from now on (from 1). */
type Place = string | number;

/** Stands between the application and its database, and cuts the line when a test says so. */
export interface FaultProxy {
  url: string;
  /** The next statement that holds this text is done and committed, and then its answer is lost. */
  loseAnswerTo(text: string): void;
  /** The next statement that holds this text never arrives. */
  loseStatement(text: string): void;
  /** All lines are cut at that statement: before it arrives, or when it is done; first `meanwhile` happens. */
  cutAll(place: Place, when: When, meanwhile?: () => Promise<void>): void;
  /** Statements of `work`, each in one line. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
  /** How often the client speaks and waits for an answer while `work` is done; for a client with one line. */
  exchangesOf(work: () => Promise<unknown>): Promise<number>;
  /** From now on every line that is open carries nothing any more; new ones work. */
  silence(): void;
}

type Cut = { place: Place; when: When; all: boolean; meanwhile: () => Promise<void> };

/** What a client says, message by message: the first one has no type. */
function messages(): (chunk: Buffer) => Buffer[] {
  let kept = Buffer.alloc(0);
  let first = true;
  return (chunk) => {
    kept = Buffer.concat([kept, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      const head = first ? 0 : 1;
      if (kept.length < head + 4) return whole;
      const length = head + kept.readUInt32BE(head);
      if (kept.length < length) return whole;
      whole.push(kept.subarray(0, length));
      kept = kept.subarray(length);
      first = false;
    }
  };
}

/** The statement in a message, null where it has none: Parse (after the empty name) and Query. */
function statementIn(message: Buffer): string | null {
  const start = { 80: 6, 81: 5 }[message[0] ?? 0];
  if (start === undefined) return null;
  return message.toString("utf8", start, message.indexOf(0, start)).replace(/\s+/g, " ").trim();
}

/** The end of an answer; one line is cut only when what was asked for is committed too. */
function isDone(chunk: Buffer, { all }: Cut): boolean {
  const state = chunk.at(-1) ?? 0;
  return chunk.subarray(-6, -1).equals(READY) && (state === IDLE || (all && HELD.includes(state)));
}

export async function faultProxy(databaseUrl: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(databaseUrl);
  const open = new Set<Socket>();
  const silent = new WeakSet<Socket>();
  let next: Cut | undefined;
  let seen: string[] = [];
  let exchanges = 0;
  let clientSpokeLast = false;

  /** Whether the line is to break at this statement. */
  function isNext(statement: string): boolean {
    if (typeof next?.place === "number") next.place -= 1;
    return typeof next?.place === "number" ? next.place === 0 : statement.includes(next?.place ?? "\0");
  }

  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    const read = messages();
    let armed: Cut | undefined;
    let cutting = false;
    const cut = async ({ all, meanwhile }: Cut) => {
      cutting = true;
      await meanwhile();
      for (const socket of all ? open : [client, database]) socket.resetAndDestroy();
    };
    for (const socket of [client, database]) {
      open.add(socket);
      socket.setNoDelay();
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        if (cutting) return;
        client.destroy();
        database.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (!clientSpokeLast) exchanges += 1;
      clientSpokeLast = true;
      for (const message of read(chunk)) {
        if (cutting || silent.has(client)) return;
        const statement = statementIn(message);
        if (statement !== null) seen.push(statement);
        if (next && statement !== null && isNext(statement)) {
          const now = next;
          next = undefined;
          if (now.when === "before") return void cut(now);
          armed = now;
        }
        database.write(message);
      }
    });
    database.on("data", (chunk) => {
      clientSpokeLast = false;
      if (cutting || silent.has(client)) return;
      if (armed && isDone(chunk, armed)) return void cut(armed);
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
  const cutLater = (place: Place, when: When, all: boolean, meanwhile = async () => {}) => {
    next = { place, when, all, meanwhile };
  };
  return {
    url: url.href,
    loseAnswerTo: (text) => cutLater(text, "after", false),
    loseStatement: (text) => cutLater(text, "before", false),
    cutAll: (place, when, meanwhile) => cutLater(place, when, true, meanwhile),
    statementsOf: async (work) => {
      seen = [];
      await work();
      return seen;
    },
    exchangesOf: async (work) => {
      exchanges = 0;
      await work();
      return exchanges;
    },
    silence: () => {
      for (const socket of open) silent.add(socket);
    },
  };
}
