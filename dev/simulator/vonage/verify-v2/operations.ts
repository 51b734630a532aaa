import { parseJson } from "../../http/exchange";
import { empty, json, type Reply } from "../../http/reply";
import type { Switches } from "../../switches";
import type { Caller } from "../credentials";
import { invalidParameters, problem } from "./problems";
import { checkUrl, confirmationReply, isSilent } from "./silent-auth";
import { parseCheck, parseStart, type StartRequest } from "./start-request";
import type { TemplateStore } from "./templates/template-store";
import type { Verification } from "./verification";
import { runningStep } from "./verification";
import type { Workflows } from "./workflows";

export type Context = {
  workflows: Workflows;
  templates: TemplateStore;
  switches: Switches;
  origin: string;
};

const gone = () => problem("request-not-found");

/** A fault that only the account's own state shows. */
function beyondFields(input: StartRequest, { switches, templates }: Context): Reply | undefined {
  if (input.code !== undefined && switches.ownCode === "refused") {
    return invalidParameters([{ name: "code", reason: "is not allowed for this account" }]);
  }
  if (input.template_id !== undefined && !templates.find(input.template_id)) {
    return invalidParameters([{ name: "template_id", reason: "is not a template of this account" }]);
  }
  const [first, ...others] = input.workflow;
  if (first?.channel !== "silent_auth" || first.coverage_check === false) return undefined;
  const hopeless = others.length === 0 || switches.silentAuthWithSteps === 412;
  return switches.silentAuth === "unsupported" && hopeless ? problem("precondition-failed") : undefined;
}

export function start(body: string, caller: Caller, context: Context): Reply {
  const { workflows, switches, origin } = context;
  const parsed = parseStart(parseJson(body));
  if ("invalid" in parsed) return invalidParameters(parsed.invalid);
  const refused = beyondFields(parsed.value, context);
  if (refused) return refused;
  const result = workflows.start(parsed.value, caller);
  if ("busyWith" in result) {
    const known = switches.requestIdInConflict && result.busyWith !== undefined;
    return problem("concurrent", known ? { request_id: result.busyWith } : {});
  }
  const { id } = result.started;
  const step = runningStep(result.started);
  const silent = step && isSilent(step) ? { check_url: checkUrl(origin, id) } : {};
  return json(202, { request_id: id, ...silent });
}

export function check(id: string, body: string, { workflows, switches }: Context): Reply {
  const parsed = parseCheck(parseJson(body));
  if ("invalid" in parsed) {
    return switches.malformedCode === 422 ? invalidParameters(parsed.invalid) : problem("invalid-code");
  }
  const verification = workflows.find(id);
  if (!verification) return gone();
  switch (workflows.check(verification, parsed.value)) {
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

/** The phone itself asks, without credentials, from its own network. */
export function confirm(id: string, { workflows }: Context): Reply {
  const verification = workflows.find(id);
  if (!verification) return gone();
  const [first] = verification.input.workflow;
  const redirectUrl = first?.channel === "silent_auth" ? first.redirect_url : undefined;
  return confirmationReply(id, redirectUrl, workflows.confirm(verification));
}
