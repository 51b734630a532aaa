import { createServer, request } from "node:http";
import { setImmediate as soon } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { log } from "@/lib/log";
import { idOf, nameRequests, requestId } from "@/lib/telemetry/request-id";
import { listen } from "../../../dev/simulator/http/listen";
import { loggedLines } from "../../support/console";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

nameRequests("x-edge-id");
const server = createServer(async (_, response) => {
  log("info", "test.first");
  await soon();
  log("info", "test.second");
  response.end(requestId());
  // What is left to be done once the answer is out.
  setImmediate(() => log("info", "test.after"));
});
const url = await listen(server, 0, "127.0.0.1");
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function get(headers: Record<string, string> = {}): Promise<{ body: string; header: unknown }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part);
      resolve({ body: Buffer.concat(parts).toString(), header: answer.headers["x-request-id"] });
    })
      .on("error", reject)
      .end();
  });
}

test("All lines of a request have its id, those after the answer too, and the answer names it", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => get()));
  await soon();
  const lines = loggedLines().map((line) => JSON.parse(line));
  expect(lines).toHaveLength(60);
  const ids = answers.map(({ body }) => body);
  expect(new Set(ids).size).toBe(20);
  for (const { body, header } of answers) {
    expect(body).toMatch(uuid);
    expect(header).toBe(body);
    expect(lines.filter((line) => line.request === body).map((line) => line.event)).toEqual([
      "test.first",
      "test.second",
      "test.after",
    ]);
  }
});

test("The id of a proxy that is trusted is taken over, and that of a stranger is not", async () => {
  expect((await get({ "x-edge-id": "fra1::iad1::abcde-123" })).body).toBe("fra1::iad1::abcde-123");
  expect((await get({ "x-request-id": "chosen-by-a-stranger" })).body).toMatch(uuid);
});

test.each([
  ["short", "a"],
  ["long", "a".repeat(201)],
  ["with a line break", "abcdefgh\nforged"],
  ["with quotes", 'abcdefgh","level":"error'],
])("An id that is %s is replaced by one of ours (T-068)", (_, given) => {
  expect(idOf({ headers: { "x-edge-id": given } }, "x-edge-id")).toMatch(uuid);
});

test("Without a trusted proxy no header is looked at", () => {
  expect(idOf({ headers: { "x-edge-id": "abcdefgh-1234" } }, null)).toMatch(uuid);
});

test("Outside of requests lines have no id", () => {
  log("info", "test.outside");
  expect(JSON.parse(loggedLines()[0] ?? "")).not.toHaveProperty("request");
});
