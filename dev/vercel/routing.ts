import type { IncomingHttpHeaders } from "node:http";
import type { Condition, Route } from "./output";

/** A request on its way through the routes; they change it. */
export interface Journey {
  method: string;
  /** Always `host`, `path` as it is by now, and what the query has gathered. */
  host: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** For the response: its status, headers it may lack, and headers that replace its own. */
  status: number | undefined;
  defaults: Headers;
  overrides: Headers;
}

type Captures = Record<string, string>;

/** Sources are whole-path patterns, whether they say so or not. */
function patternOf(source: string): RegExp {
  return new RegExp(`^(?:${source.replace(/^\^/, "").replace(/\$$/, "")})$`);
}

function subjectOf({ type, key = "" }: Condition, journey: Journey): string | undefined {
  switch (type) {
    case "header":
      return journey.headers[key.toLowerCase()]?.toString();
    case "cookie":
      return new RegExp(`(?:^|; )${key}=([^;]*)`).exec(journey.headers.cookie ?? "")?.[1];
    case "query":
      return journey.query.get(key) ?? undefined;
    case "host":
      return journey.host;
  }
}

function holds(condition: Condition, journey: Journey, captures: Captures): boolean {
  const value = subjectOf(condition, journey);
  if (value === undefined) return false;
  if (condition.value === undefined) return true;
  const match = patternOf(condition.value).exec(value);
  Object.assign(captures, match?.groups);
  return match !== null;
}

/** What the route captured when it is meant for this request. */
export function matchRoute(route: Route, journey: Journey): Captures | undefined {
  const match = patternOf(route.src).exec(journey.path);
  if (!match) return undefined;
  const captures: Captures = {};
  if (!route.has.every((condition) => holds(condition, journey, captures))) return undefined;
  if (route.missing.some((condition) => holds(condition, journey, {}))) return undefined;
  for (const [index, value] of match.entries()) captures[index] = value ?? "";
  return { ...captures, ...match.groups };
}

function fillIn(template: string, captures: Captures): string {
  return template.replace(/\$(\w+)/g, (_, name: string) => captures[name] ?? "");
}

/** Does to the request what a matching route says. */
export function applyRoute(route: Route, journey: Journey, captures: Captures): void {
  const headers = route.important ? journey.overrides : journey.defaults;
  for (const [name, value] of Object.entries(route.headers)) headers.set(name, fillIn(value, captures));
  if (route.status !== undefined) journey.status = route.status;
  if (route.dest === undefined) return;
  const to = new URL(fillIn(route.dest, captures), "http://path");
  journey.path = decodeURIComponent(to.pathname);
  for (const [name, value] of to.searchParams) journey.query.set(name, value);
}

/**
 * Runs one phase; true when a route ended it. `afterCheck` is asked after a route with `check` whether something
 * is at the new path by now.
 */
export function runRoutes(
  routes: readonly Route[],
  journey: Journey,
  afterCheck: () => boolean = () => false,
): boolean {
  for (const route of routes) {
    const captures = matchRoute(route, journey);
    if (!captures) continue;
    applyRoute(route, journey, captures);
    if (route.check && afterCheck()) return true;
    // Transforms only add to a request, so the routes after them count as well.
    if (!route.continue && !route.check && route.transforms.length === 0) return true;
  }
  return false;
}
