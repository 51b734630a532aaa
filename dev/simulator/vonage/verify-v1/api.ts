import type { Api, ApiRequest, Route } from "../../api/api";
import type { RateLimit } from "../../api/rate-limit";
import { json, type Reply } from "../../http/reply";
import type { Switches } from "../../switches";
import type { Account } from "../account";
import { problem } from "../verify-v2/problems";
import { refuse, refuseParameter } from "./answers";
import type { Networks } from "./networks";
import { type Context, check, control, search, start, unblock } from "./operations";
import { isAdmitted, type Parameters, parametersOf } from "./parameters";
import type { Requests } from "./requests";
import { internationalNumber } from "./start-request";

export type OlderVerifyApiParts = {
  requests: Requests;
  networks: Networks;
  switches: () => Switches;
  rateLimit: RateLimit;
  account: Account;
};

type Operation = (given: Parameters, context: Context) => Reply;

const operations: Readonly<Record<string, Operation>> = {
  "/verify/json": (given, context) => start(given, "login", context),
  "/verify/psd2/json": (given, context) => start(given, "payment", context),
  "/verify/check/json": check,
  "/verify/control/json": control,
  "/verify/search/json": search,
};

function operationOf(path: string, given: Parameters): Route["operation"] {
  switch (path) {
    case "/verify/check/json":
      return "check";
    case "/verify/search/json":
      return "search";
    case "/verify/control/json":
      return given.get("cmd") === "trigger_next_event" ? "next" : "cancel";
    default:
      return "start";
  }
}

const dialect: Api["dialect"] = {
  notFound: () => problem("not-found"),
  tooLarge: () => refuseParameter("3", "body"),
  // The API itself always says 200; another status comes from something in front of it.
  failure: (status, override = {}) =>
    json(status, { status: "5", error_text: "Something went wrong on this side.", ...override }),
  malformed: '{"request_id":"0d5a0c9e7b1f',
};

/** Verify as it was before v2: credentials, credit, rate, parameters, in this order. */
export function createOlderVerifyApi(parts: OlderVerifyApiParts): Api {
  const { account, networks, rateLimit, requests, switches } = parts;

  const context = (): Context => ({
    requests,
    networks,
    switches: switches(),
    accountId: account.apiKey ?? "",
  });

  function admitted(request: ApiRequest, given: Parameters, operate: Operation): Reply {
    if (!isAdmitted(account, request, given)) return refuse("4");
    if (switches().lowBalance) return refuse("9");
    if (rateLimit(switches())) return refuse("1");
    return operate(given, context());
  }

  function routeToUnblock(request: ApiRequest, given: Parameters): Route {
    const answer = () => {
      if (!isAdmitted(account, request, given)) return problem("unauthorized");
      const headers = rateLimit(switches());
      return headers ? { ...problem("throttled"), headers } : unblock(request.body, context());
    };
    return { operation: "unblock", numbers: [], answer };
  }

  return {
    service: "vonage",
    owns: (path) => path.startsWith("/verify/"),
    dialect,
    route(request): Route | undefined {
      const { method, path } = request;
      const given = parametersOf(request);
      if (path === "/verify/network-unblock" && method === "POST") return routeToUnblock(request, given);
      const operate = operations[path];
      if (!operate || (method !== "GET" && method !== "POST")) return undefined;
      const requestId = given.get("request_id") ?? undefined;
      const number = requests.find(requestId ?? "")?.input.number ?? internationalNumber(given);
      return {
        operation: operationOf(path, given),
        ...(requestId === undefined ? {} : { requestId }),
        numbers: number === undefined ? [] : [number],
        answer: () => admitted(request, given, operate),
      };
    },
  };
}
