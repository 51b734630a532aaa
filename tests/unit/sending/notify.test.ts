import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { loggedLines } from "../../support/console";
import { serveWith } from "../environment";

const database = vi.hoisted(() => ({ claimAlert: vi.fn() }));
vi.mock("@/db/queries/alerts", () => database);

type Post = Readonly<{ method: string; path: string; headers: IncomingHttpHeaders; body: unknown }>;
const posts: Post[] = [];
let answer: (response: ServerResponse) => void;

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { method = "", url: path = "", headers } = request;
  posts.push({ method, path, headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
  answer(response);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}/hooks/secret-of-the-chat`;
afterAll(() => server.closeAllConnections());
afterAll(() => server.close());

const events = () => loggedLines().map((line): Record<string, unknown> => JSON.parse(line));

async function alertOperators(key = "provider-down:vonage", fields = { provider: "vonage", tries: 5 }) {
  const notify = await import("@/lib/notify");
  await notify.alertOperators(key, fields);
}

beforeEach(() => {
  posts.length = 0;
  answer = (response) => response.end();
  database.claimAlert.mockReset().mockResolvedValue(true);
  serveWith({ ALERT_URL: url });
});

describe("An alert that is due", () => {
  test("It is one log line and one post of JSON", async () => {
    await alertOperators();
    expect(database.claimAlert).toHaveBeenCalledExactlyOnceWith("provider-down:vonage", 3_600);
    expect(events()).toMatchObject([
      { level: "error", event: "alert", key: "provider-down:vonage", provider: "vonage", tries: 5 },
    ]);
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({ method: "POST", path: "/hooks/secret-of-the-chat" });
    expect(posts[0]?.headers["content-type"]).toBe("application/json");
    expect(posts[0]?.body).toEqual({
      text: "Countersign at login.example.org: provider-down:vonage (provider: vonage, tries: 5)",
      key: "provider-down:vonage",
      provider: "vonage",
      tries: 5,
    });
  });

  test("Without an address it is a log line only", async () => {
    serveWith({ ALERT_URL: "" });
    await alertOperators();
    expect(events()).toMatchObject([{ event: "alert" }]);
    expect(posts).toEqual([]);
  });
});

test("An alert that was raised within the hour is neither logged nor posted", async () => {
  database.claimAlert.mockResolvedValue(false);
  await alertOperators();
  expect(events()).toEqual([]);
  expect(posts).toEqual([]);
});

test("While the database is down it is logged, and not posted: nobody knows how often", async () => {
  database.claimAlert.mockRejectedValue(new Error("connect ECONNREFUSED"));
  await alertOperators();
  expect(events()).toMatchObject([{ level: "error", event: "alert" }]);
  expect(posts).toEqual([]);
});

describe("It never throws, and never tells the address, whatever answers there", () => {
  test.each([
    [500, { status: 500 }],
    [404, { status: 404 }],
  ])("Status %i", async (status, told) => {
    answer = (response) => response.writeHead(status).end("no");
    await alertOperators();
    expect(events()).toMatchObject([{ event: "alert" }, { level: "warn", event: "alert.failed", ...told }]);
  });

  test("A redirect is not followed", async () => {
    answer = (response) => response.writeHead(307, { location: "/elsewhere" }).end();
    await alertOperators();
    expect(posts.map(({ path }) => path)).toEqual(["/hooks/secret-of-the-chat"]);
    expect(events()).toMatchObject([{ event: "alert" }, { event: "alert.failed" }]);
  });

  test("A connection that is cut", async () => {
    answer = (response) => response.destroy();
    await alertOperators();
    expect(events()).toMatchObject([{ event: "alert" }, { event: "alert.failed" }]);
  });

  test("Somebody who takes the post and never answers is given up", async () => {
    const deadline = new AbortController();
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(deadline.signal);
    answer = () => deadline.abort(new DOMException("", "TimeoutError"));
    await alertOperators();
    expect(timeout).toHaveBeenCalledExactlyOnceWith(3_000);
    expect(posts).toHaveLength(1);
    expect(events()).toMatchObject([{ event: "alert" }, { event: "alert.failed", cause: "TimeoutError" }]);
    timeout.mockRestore();
  });

  test("An answer without end is not read", async () => {
    answer = (response) => response.write("x".repeat(1_000_000));
    await alertOperators();
    expect(events()).toMatchObject([{ event: "alert" }]);
  });
});

test("No log line has the address of ALERT_URL", async () => {
  for (const status of [200, 302, 500]) {
    answer = (response) => response.writeHead(status, { location: "https://example.org/" }).end();
    await alertOperators();
  }
  expect(loggedLines().length).toBeGreaterThan(2);
  expect(loggedLines().join()).not.toContain("secret-of-the-chat");
});
