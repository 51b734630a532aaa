import type { ServerResponse } from "node:http";

export type EventStream = { open(response: ServerResponse): void; changed(): void; close(): void };

/** Server-Sent Events: the whole state at once and after each change; changes of one turn go out together. */
export function createEventStream(state: () => unknown): EventStream {
  const listeners = new Set<ServerResponse>();
  let scheduled = false;

  const event = () => `data: ${JSON.stringify(state())}\n\n`;

  function flush() {
    scheduled = false;
    const data = event();
    for (const listener of listeners) listener.write(data);
  }

  return {
    open(response) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(`retry: 1000\n${event()}`);
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
    },
    changed() {
      if (scheduled || listeners.size === 0) return;
      scheduled = true;
      setImmediate(flush);
    },
    close() {
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
  };
}
