import { parseJson } from "../../http/exchange";
import { empty, json, type Reply } from "../../http/reply";
import type { Switches } from "../../switches";
import { invalidParameters, problem } from "./problems";
import { parseCheck, parseStart } from "./start-request";
import type { Verification } from "./verification";
import { runningStep } from "./verification";
import type { Workflows } from "./workflows";

export type Context = { workflows: Workflows; switches: Switches; origin: string };

const gone = () => problem("request-not-found");

export function start(body: string, { workflows, switches, origin }: Context): Reply {
  const parsed = parseStart(parseJson(body));
  if ("invalid" in parsed) return invalidParameters(parsed.invalid);
  const [first, second] = parsed.value.workflow;
  if (first?.channel === "silent_auth" && !second && switches.silentAuth === "unsupported") {
    return problem("precondition-failed");
  }
  const result = workflows.start(parsed.value);
  if ("busyWith" in result) {
    const known = switches.requestIdInConflict && result.busyWith !== undefined;
    return problem("concurrent", known ? { request_id: result.busyWith } : {});
  }
  const { id } = result.started;
  const silent = runningStep(result.started)?.channel === "silent_auth";
  const checkUrl = silent ? { check_url: `${origin}/v2/verify/${id}/silent-auth/redirect` } : {};
  return json(202, { request_id: id, ...checkUrl });
}

export function check(id: string, body: string, { workflows, switches }: Context): Reply {
  const parsed = parseCheck(parseJson(body));
  if ("invalid" in parsed) {
    return switches.malformedCode === 422 ? invalidParameters(parsed.invalid) : problem("invalid-code");
  }
  const verification = workflows.find(id);
  if (!verification) return gone();
  switch (workflows.check(verification, parsed.value.code)) {
    case "completed":
      return json(200, { request_id: id, status: "completed" });
    case "wrong":
      return problem("invalid-code");
    case "ended":
      return problem("expired");
    case "no-code":
      return problem("no-code");
    case "gone":
      return afterEnd(verification, switches);
  }
}

function afterEnd(verification: Verification, switches: Switches): Reply {
  return verification.outcome === "failed" && switches.checkAfterThirdWrong === 410
    ? problem("expired")
    : gone();
}

export function cancel(id: string, { workflows, switches }: Context): Reply {
  const verification = workflows.find(id);
  if (!verification) return gone();
  switch (workflows.cancel(verification)) {
    case "cancelled":
      return empty(204);
    case "gone":
      return gone();
    case "outside-window":
      return outsideWindow(switches);
  }
}

/** Undocumented; with 204 the provider would only pretend, so the request goes on. */
function outsideWindow(switches: Switches): Reply {
  switch (switches.cancelOutsideWindow) {
    case 204:
      return empty(204);
    case 404:
      return gone();
    case 409:
      return problem("conflict");
  }
}

export function next(id: string, { workflows }: Context): Reply {
  const verification = workflows.find(id);
  if (!verification) return gone();
  switch (workflows.next(verification)) {
    case "started":
      return empty(200);
    case "no-events":
      return problem("no-events");
    case "too-soon":
      return problem("conflict");
    case "gone":
      return gone();
  }
}
