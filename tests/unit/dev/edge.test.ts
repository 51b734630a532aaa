import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { startEdge } from "../../../dev/edge";
import { anyPort } from "../../../dev/ports";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  server.listen(0, "localhost");
  await once(server, "listening");
  ends.push(() => server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

async function edgeTo(...ports: number[]): Promise<string> {
  const port = await anyPort();
  const edge = await startEdge(port, ports);
  ends.push(edge.close);
  return `http://localhost:${port}`;
}

test("Requests go to one instance and the other in turn, with their name, method, body and headers", async () => {
  const answerAs = (name: string) =>
    serve(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      response.writeHead(201, { "set-cookie": ["a=1", "b=2"], "x-own": name });
      response.end(JSON.stringify([request.method, request.url, request.headers.host, body]));
    });
  const url = await edgeTo(await answerAs("one"), await answerAs("other"));
  const names: (string | null)[] = [];
  for (let count = 0; count < 4; count += 1) {
    const answer = await fetch(`${url}/path?query=1`, { method: "POST", body: "typed" });
    names.push(answer.headers.get("x-own"));
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await answer.json()).toEqual(["POST", "/path?query=1", new URL(url).host, "typed"]);
  }
  expect(names).toEqual(["one", "other", "one", "other"]);
});

test("What an answer begins with arrives before its end", async () => {
  let finish = () => {};
  const url = await edgeTo(
    await serve((_, response) => {
      response.write("beginning ");
      finish = () => response.end("end");
    }),
  );
  const { body } = await fetch(url);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toEqual({ done: false, value: "beginning " });
  finish();
  expect(await reader?.read()).toEqual({ done: false, value: "end" });
});

test("An instance that is gone is told as a bad gateway", async () => {
  const url = await edgeTo(await anyPort());
  expect((await fetch(url)).status).toBe(502);
});

test("An instance that refuses is passed over, and the body goes whole to the one that answers", async () => {
  const bodies: string[] = [];
  const there = await serve(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    bodies.push(body);
    response.end();
  });
  const url = await edgeTo(await anyPort(), there);
  for (const body of ["first", "second"])
    expect((await fetch(url, { method: "POST", body })).status).toBe(200);
  expect(bodies).toEqual(["first", "second"]);
});

test("What was sent to one instance is sent to no other, whatever became of it", async () => {
  let asked = 0;
  const broken = async () =>
    serve((incoming) => {
      asked += 1;
      incoming.socket.destroy();
    });
  const url = await edgeTo(await broken(), await broken());
  expect((await fetch(url, { method: "POST", body: "once" })).status).toBe(502);
  expect(asked).toBe(1);
});
