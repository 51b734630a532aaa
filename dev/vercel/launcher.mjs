/**
 * Serves one built function the way Vercel's launcher for Node does: loads its handler from the current directory
 * and passes requests on, as (request, response) or, with "web" as second argument, as a Request for a Response.
 * Writes the port it listens on as its first line.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";

const [file = "", kind] = process.argv.slice(2);
const loaded = await import(pathToFileURL(path.resolve(file)).href);
const handler = loaded.default?.default ?? loaded.default;
if (typeof handler !== "function") throw new Error(`${file} exports no handler`);

async function answerWeb(request, response) {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const body = ["GET", "HEAD"].includes(request.method) ? undefined : Readable.toWeb(request);
  const address = `${headers.get("x-forwarded-proto")}://${headers.get("host")}${request.url}`;
  const answer = await handler(
    new Request(address, { method: request.method, headers, body, duplex: "half" }),
  );
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.end(Buffer.from(await answer.arrayBuffer()));
}

const server = createServer((request, response) => {
  const work = kind === "web" ? answerWeb(request, response) : handler(request, response);
  Promise.resolve(work).catch((error) => {
    console.error(error);
    if (!response.headersSent) response.statusCode = 500;
    response.end();
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
console.log(`listening on ${server.address().port}`);
