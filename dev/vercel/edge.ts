import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createFinder, type Finder, type Target } from "./finder";
import type { Instances, Timing } from "./instances";
import { type Answer, applyMiddleware, createInvoker, type Invoke } from "./invoke";
import type { Output, Route } from "./output";
import { applyRoute, type Journey, matchRoute, runRoutes } from "./routing";
import type { StagedFunction } from "./stage";
import { answerTo, platformHeaders, readBody } from "./traffic";

interface EdgeOptions {
  output: Output;
  functions: readonly StagedFunction[];
  staticDirectory: string;
  instances: Instances;
  /** The name that the deployment is asked under; requests count as having come over https. */
  host: string;
}

export interface Edge {
  port: number;
  coldStarts: readonly Timing[];
  close(): Promise<void>;
}

/** Takes the request through the phases; nothing found is the error phase with status 404. */
function route({ output }: EdgeOptions, journey: Journey, find: Finder): Target | undefined {
  const phase = (name: "filesystem" | "miss" | "rewrite" | "error" | "hit") => output.routes.get(name) ?? [];
  let target = find(journey.path);
  for (const name of ["filesystem", "miss", "rewrite"] as const) {
    if (target) break;
    runRoutes(phase(name), journey, () => find(journey.path) !== undefined);
    target = find(journey.path);
  }
  if (!target) {
    const [notFound] = phase("error").filter(({ status }) => status === 404);
    const captures = notFound && matchRoute(notFound, journey);
    if (notFound && captures) applyRoute(notFound, journey, captures);
    target = find(journey.path);
  }
  if (target) runRoutes(phase("hit"), journey);
  return target;
}

/** The routes before anything is looked up, with the middleware among them; gives an answer when one is final. */
async function begin(
  routes: readonly Route[],
  journey: Journey,
  runMiddleware: (name: string) => Promise<Answer>,
): Promise<Answer | undefined> {
  const split = routes.findIndex((one) => one.middlewarePath !== undefined);
  const middleware = routes[split];
  if (!middleware) throw new Error("The output has no middleware: proxy.ts was not built.");
  runRoutes(routes.slice(0, split), journey);
  if (journey.defaults.has("location")) return { status: 308, headers: new Headers(), body: Buffer.alloc(0) };
  if (matchRoute(middleware, journey)) {
    const final = applyMiddleware(await runMiddleware(middleware.middlewarePath ?? ""), journey);
    if (final) return final;
  }
  runRoutes(routes.slice(split + 1), journey);
  return undefined;
}

function createHandler(options: EdgeOptions, invoke: Invoke) {
  const find = createFinder(options.output.overrides, options.functions, options.staticDirectory);
  const start = options.output.routes.get("start") ?? [];
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const url = new URL(request.url ?? "/", "http://edge");
    const journey: Journey = {
      method: request.method ?? "GET",
      host: options.host,
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: platformHeaders(request.headers, options.host),
      status: undefined,
      defaults: new Headers(),
      overrides: new Headers(),
    };
    const final = await begin(start, journey, (name) => {
      const found = find(name);
      if (found?.kind !== "function") throw new Error("The middleware's function is not in the output.");
      return invoke(found.staged, journey, url.pathname + url.search, body);
    });
    if (final) return answerTo(response, final, journey);
    const target = route(options, journey, find);
    if (!target) throw new Error(`Nothing answers ${url.pathname}, not even the page for that.`);
    if (target.kind === "file") return answerTo(response, target.answer, journey);
    // What Vercel tells Next: the output it found. The address stays the one that was asked for.
    journey.headers["x-matched-path"] = target.name === "index" ? "/" : `/${target.name}`;
    const query = journey.query.size > 0 ? `?${journey.query}` : "";
    answerTo(response, await invoke(target.staged, journey, url.pathname + query, body), journey);
  };
}

/**
 * An HTTP server that sends requests to the built functions and files by the routes of the output, as Vercel's edge
 * does: close enough to prove the functions, without caches, prerendering or limits.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const coldStarts: Timing[] = [];
  const handle = createHandler(options, createInvoker(options.instances, coldStarts));
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      response.statusCode = 502;
      response.end("FUNCTION_INVOCATION_FAILED");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: address.port, coldStarts, close };
}
