import type { Api, ApiRequest, Route } from "../../api/api";
import type { RateLimit } from "../../api/rate-limit";
import type { Reply } from "../../http/reply";
import type { Switches } from "../../switches";
import type { Caller, CredentialsCheck } from "../credentials";
import { type Context, cancel, check, confirm, next, start } from "./operations";
import { invalidParameters, problem, problemForStatus } from "./problems";
import { numbersInStart } from "./start-request";
import { templateOperation } from "./templates/template-operations";
import type { TemplateStore } from "./templates/template-store";
import { numbersOf } from "./verification";
import type { Workflows } from "./workflows";

export type VerifyApiParts = {
  workflows: Workflows;
  templates: TemplateStore;
  switches: () => Switches;
  rateLimit: RateLimit;
  checkCredentials: CredentialsCheck;
  origin: () => string;
};

type Operation = {
  method: string;
  path: RegExp;
  operation: Route["operation"];
  answer(id: string, body: string, context: Context): Reply;
};

const root = "/v2/verify";

const operations: readonly Operation[] = [
  {
    method: "POST",
    path: /^\/v2\/verify\/([^/]+)\/next_workflow$/,
    operation: "next",
    answer: (id, _, context) => next(id, context),
  },
  {
    method: "POST",
    path: /^\/v2\/verify\/([^/]+)$/,
    operation: "check",
    answer: (id, body, context) => check(id, body, context),
  },
  {
    method: "DELETE",
    path: /^\/v2\/verify\/([^/]+)$/,
    operation: "cancel",
    answer: (id, _, context) => cancel(id, context),
  },
];
const silentAuth = /^\/v2\/verify\/([^/]+)\/silent-auth\/redirect$/;

const dialect: Api["dialect"] = {
  notFound: () => problem("not-found"),
  tooLarge: () => invalidParameters([{ name: "body", reason: "is too large" }]),
  failure: problemForStatus,
  malformed: '{"request_id":"0d5a0c9e-7b1f',
};

/** Verify v2 over HTTP: credentials, credit, rate, fields, conflicts, in this order. */
export function createVerifyApi(parts: VerifyApiParts): Api {
  const { workflows, templates, switches, rateLimit, checkCredentials, origin } = parts;
  const context = (): Context => ({ workflows, templates, switches: switches(), origin: origin() });

  async function admitted(request: ApiRequest, answer: (caller: Caller) => Reply): Promise<Reply> {
    const credentials = await checkCredentials(request.authorizations);
    if ("refused" in credentials) return problem(credentials.refused);
    if (switches().lowBalance) return problem("low-balance");
    const headers = rateLimit(switches());
    return headers ? { ...problem("throttled"), headers } : answer(credentials.caller);
  }

  function numbers(id: string): string[] {
    const verification = workflows.find(id);
    return verification ? numbersOf(verification) : [];
  }

  function routeToStart(request: ApiRequest): Route {
    const answer = () => admitted(request, (caller) => start(request.body, caller, context()));
    return { operation: "start", numbers: numbersInStart(request.body), answer };
  }

  function routeToTemplates(request: ApiRequest): Route | undefined {
    const operate = templateOperation(templates, `${origin()}${root}/templates`, request);
    const answer = () => admitted(request, () => operate?.(switches()) ?? problem("not-found"));
    return operate && { operation: "template", numbers: [], answer };
  }

  function routeToRequest(request: ApiRequest): Route | undefined {
    const { body, method, path } = request;
    const opened = method === "GET" ? silentAuth.exec(path)?.[1] : undefined;
    if (opened !== undefined) {
      const answer = () => confirm(opened, context());
      return { operation: "silent-auth", requestId: opened, numbers: numbers(opened), answer };
    }
    for (const { answer, operation, ...known } of operations) {
      const id = known.path.exec(path)?.[1];
      if (known.method !== method || id === undefined) continue;
      const reply = () => admitted(request, () => answer(id, body, context()));
      return { operation, requestId: id, numbers: numbers(id), answer: reply };
    }
    return undefined;
  }

  return {
    service: "vonage",
    owns: (path) => path === root || path.startsWith(`${root}/`),
    dialect,
    route(request): Route | undefined {
      if (request.method === "POST" && request.path === root) return routeToStart(request);
      const templatePath = /^\/v2\/verify\/templates(\/|$)/.test(request.path);
      return templatePath ? routeToTemplates(request) : routeToRequest(request);
    },
  };
}
