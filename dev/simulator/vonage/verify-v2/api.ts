import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApiOperation } from "../../faults";
import { parseJson, readBody, reset, send } from "../../http/exchange";
import type { Reply } from "../../http/reply";
import { wireNumber } from "../../phone-number";
import type { Switches } from "../../switches";
import type { Timeline } from "../../timeline";
import type { ApiCall } from "./calls";
import type { Impairments } from "./impairments";
import { cancel, check, next, start } from "./operations";
import { invalidParameters, problem } from "./problems";
import type { RateLimit } from "./rate-limit";
import type { TokenCheck } from "./token";
import { numbersOf } from "./verification";
import type { Workflows } from "./workflows";

export type ApiParts = {
  timeline: Timeline;
  workflows: Workflows;
  impairments: Impairments;
  switches: () => Switches;
  rateLimit: RateLimit;
  checkToken: TokenCheck;
  origin: () => string;
  record: (call: ApiCall) => void;
};

type Route = { operation: ApiOperation; id: string };

const oneRequest = /^\/v2\/verify\/([^/]+)$/;
const nextStep = /^\/v2\/verify\/([^/]+)\/next_workflow$/;
const silentAuth = /^\/v2\/verify\/[^/]+\/silent-auth\/redirect$/;

function routeOf(method: string, path: string): Route | undefined {
  if (method === "POST" && path === "/v2/verify") return { operation: "start", id: "" };
  const advanced = nextStep.exec(path)?.[1];
  if (method === "POST" && advanced !== undefined) return { operation: "next", id: advanced };
  const id = oneRequest.exec(path)?.[1];
  if (method === "POST" && id !== undefined) return { operation: "check", id };
  if (method === "DELETE" && id !== undefined) return { operation: "cancel", id };
  return undefined;
}

function numbersInStart(body: string): string[] {
  const parsed = parseJson(body);
  if (typeof parsed !== "object" || parsed === null || !("workflow" in parsed)) return [];
  const items: unknown = parsed.workflow;
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown) =>
    typeof item === "object" && item !== null && "to" in item && typeof item.to === "string"
      ? [wireNumber(item.to)]
      : [],
  );
}

/** Verify v2 over HTTP: credentials, credit, rate, fields, conflicts, in this order. */
export function createVerifyApi(parts: ApiParts) {
  async function handle(route: Route, body: string, authorization: string | undefined): Promise<Reply> {
    const refused = await parts.checkToken(authorization);
    if (refused) return problem(refused);
    const switches = parts.switches();
    if (switches.lowBalance) return problem("low-balance");
    const limited = parts.rateLimit(switches);
    if (limited) return limited;
    const context = { workflows: parts.workflows, switches, origin: parts.origin() };
    switch (route.operation) {
      case "start":
        return start(body, context);
      case "check":
        return check(route.id, body, context);
      case "cancel":
        return cancel(route.id, context);
      case "next":
        return next(route.id, context);
    }
  }

  function numbers(route: Route, body: string): string[] {
    if (route.operation === "start") return numbersInStart(body);
    const verification = parts.workflows.find(route.id);
    return verification ? numbersOf(verification) : [];
  }

  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    parts.timeline.settle();
    const method = request.method ?? "GET";
    const call: ApiCall = {
      at: new Date(parts.timeline.now()).toISOString(),
      method,
      path,
      operation: "other",
      status: null,
    };
    parts.record(call);
    const answer = (reply: Reply) => {
      call.status = reply.status;
      send(response, reply);
    };
    const route = routeOf(method, path);
    if (!route) return answer(problem(silentAuth.test(path) ? "precondition-failed" : "not-found"));
    const body = await readBody(request);
    if (body === undefined) return answer(invalidParameters([{ name: "body", reason: "is too large" }]));
    const to = numbers(route, body);
    call.operation = route.operation;
    if (route.id !== "") call.requestId = route.id;
    if (to[0] !== undefined) call.number = to[0];
    const reply = await parts.impairments(route.operation, to, () =>
      handle(route, body, request.headers.authorization),
    );
    if (reply === "reset") reset(response);
    else if (reply !== "hang") answer(reply);
  };
}
