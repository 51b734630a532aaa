import { randomUUID } from "node:crypto";
import { z } from "zod";
import { parseJson } from "../../http/exchange";
import { json, type Reply } from "../../http/reply";
import type { Switches } from "../../switches";
import { invalidParameters, invalidParametersOf, problem } from "../verify-v2/problems";
import { refuse, refuseParameter } from "./answers";
import { type Networks, simulatedNetwork } from "./networks";
import type { Parameters } from "./parameters";
import type { Requests } from "./requests";
import { parseStart } from "./start-request";
import { currency, messagePrice, price, wireRequest } from "./verify-request";

export type Context = { requests: Requests; networks: Networks; switches: Switches; accountId: string };

const mostSearched = 10;

export function start(given: Parameters, kind: "login" | "payment", context: Context): Reply {
  const parsed = parseStart(given, kind);
  if ("missing" in parsed) return refuseParameter("2", parsed.missing);
  if ("invalid" in parsed) return refuseParameter("3", parsed.invalid);
  if (parsed.value.pin_code !== undefined && context.switches.ownCode === "refused") return refuse("20");
  const result = context.requests.start(parsed.value);
  if (result === "blocked") {
    context.networks.report(simulatedNetwork);
    return refuse("7", { network: simulatedNetwork });
  }
  if ("busyWith" in result) return refuse("10", { request_id: result.busyWith });
  return json(200, { request_id: result.started.id, status: "0" });
}

export function check(given: Parameters, { requests }: Context): Reply {
  const [id, code] = [given.get("request_id"), given.get("code")];
  if (!id) return refuseParameter("2", "request_id");
  if (!code) return refuseParameter("2", "code");
  if (!/^[A-Za-z0-9]{4,10}$/.test(code)) return refuseParameter("3", "code");
  const request = requests.find(id);
  if (!request) return refuse("6", { request_id: id });
  switch (requests.check(request, code)) {
    case "right":
      return json(200, {
        request_id: id,
        event_id: request.events.at(-1)?.id ?? randomUUID(),
        status: "0",
        price,
        currency,
        estimated_price_messages_sent: messagePrice(request),
      });
    case "wrong":
      return refuse("16", { request_id: id });
    case "ended":
      return refuse("17", { request_id: id });
    case "gone":
      return refuse("6", { request_id: id });
  }
}

export function control(given: Parameters, { requests }: Context): Reply {
  const [id, command] = [given.get("request_id"), given.get("cmd")];
  if (!id) return refuseParameter("2", "request_id");
  if (!command) return refuseParameter("2", "cmd");
  if (command !== "cancel" && command !== "trigger_next_event") return refuseParameter("3", "cmd");
  const request = requests.find(id);
  if (!request) return refuse("6");
  switch (command === "cancel" ? requests.cancel(request) : requests.next(request)) {
    case "done":
      return json(200, { status: "0", command });
    case "refused":
      return refuse("19");
    case "gone":
      return refuse("6");
  }
}

export function search(given: Parameters, { requests, accountId }: Context): Reply {
  const ids = given.getAll("request_ids");
  const one = given.get("request_id");
  if (one === null && ids.length === 0) return refuseParameter("2", "request_id");
  if (ids.length > mostSearched) return refuse("18");
  const found = (one === null ? ids : [one]).flatMap((id) => requests.find(id) ?? []);
  const shown = found.map((request) => wireRequest(request, accountId));
  if (one !== null) return shown[0] ? json(200, shown[0]) : refuse("101", { request_id: one });
  return shown.length > 0 ? json(200, { verification_requests: shown }) : refuse("101");
}

const unblockRequest = z.object({
  network: z.string().regex(/^\d{3}-?\d{2,3}$/, "must be a mobile country and network code"),
  unblock_duration: z.number().int().min(0).max(86_400).default(3600),
});

/** The one call of this API that speaks in HTTP statuses. */
export function unblock(body: string, { networks, switches }: Context): Reply {
  if (switches.networkUnblock === "forbidden") return problem("forbidden");
  const parsed = unblockRequest.safeParse(parseJson(body));
  if (!parsed.success) return invalidParameters(invalidParametersOf(parsed.error));
  const { network, unblock_duration: seconds } = parsed.data;
  const until = networks.unblock(network.replace("-", ""), seconds);
  if (until === undefined) return problem("not-found");
  return json(202, { network, unblocked_until: new Date(until).toISOString() });
}
