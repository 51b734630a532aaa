import { z } from "zod";
import { faultSchema } from "../faults";
import { parseJson } from "../http/exchange";
import { empty, json, type Reply } from "../http/reply";
import { switchesSchema } from "../switches";
import { type Control, webAddress } from "./control";

const address = webAddress.nullable().optional();
const callbackUrlsChange = z.strictObject({ vonage: address, telnyx: address });

const expiry = z.strictObject({ endpoint: z.string() });

type Request = { method: string; path: string; query: URLSearchParams; body: string };
type Handler = (control: Control, request: Request, id: string) => Reply | Promise<Reply>;

const clockChange = z.union([
  z.strictObject({ advanceSeconds: z.number().min(0).max(31_536_000) }),
  z.strictObject({ toNextStepOf: z.string() }),
]);
// The partial keeps no defaults: a switch that is not named stays as it is.
const switchesChange = z.partialRecord(z.enum(Object.keys(switchesSchema.shape)), z.unknown());

const unknown = () => json(404, { error: "There is nothing at this address." });
const done = (ok: boolean) => (ok ? empty(204) : unknown());

function after(action: () => void): Reply {
  action();
  return empty(204);
}

function refused(error: z.ZodError): Reply {
  const issues = error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  return json(400, { error: issues.join("; ") });
}

async function moveClock(control: Control, { body }: Request): Promise<Reply> {
  const change = clockChange.safeParse(parseJson(body));
  if (!change.success) return refused(change.error);
  if ("toNextStepOf" in change.data) return done(await control.advanceToNextStep(change.data.toNextStepOf));
  await control.advanceSeconds(change.data.advanceSeconds);
  return empty(204);
}

function listMessages(control: Control, { query }: Request): Reply {
  const to = query.get("to");
  if (to === null) return json(200, { messages: control.outbox() });
  return json(200, { latestCode: control.latestCode(to) ?? null, messages: control.messagesFor(to) });
}

function listMails(control: Control, { query }: Request): Reply {
  const to = query.get("to");
  if (to === null) return json(400, { error: "to: names the address whose mails to list" });
  return json(200, { mails: control.mailsFor(to) });
}

function expirePush(control: Control, { body }: Request): Reply {
  const which = expiry.safeParse(parseJson(body));
  return which.success ? done(control.expirePush(which.data.endpoint)) : refused(which.error);
}

function clearMessages(control: Control, { query }: Request): Reply {
  const to = query.get("to");
  if (to === null) return json(400, { error: "to: names the phone to clear" });
  control.clearPhone(to);
  return empty(204);
}

function addFault(control: Control, { body }: Request): Reply {
  const rule = faultSchema.safeParse(parseJson(body));
  return rule.success ? json(201, { id: control.fault(rule.data) }) : refused(rule.error);
}

function changeSwitches(control: Control, { body }: Request): Reply {
  const change = switchesChange.safeParse(parseJson(body));
  if (!change.success) return refused(change.error);
  const all = switchesSchema.safeParse({ ...control.switches(), ...change.data });
  return all.success ? json(200, control.setSwitches(all.data)) : refused(all.error);
}

function changeCallbackUrls(control: Control, { body }: Request): Reply {
  const change = callbackUrlsChange.safeParse(parseJson(body));
  if (!change.success) return refused(change.error);
  try {
    return json(200, control.setCallbackUrls(change.data));
  } catch (error) {
    return json(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

const routes: [method: string, path: RegExp, handler: Handler][] = [
  ["DELETE", /^$/, (control) => after(() => control.reset())],
  ["GET", /^\/messages$/, listMessages],
  ["DELETE", /^\/messages$/, clearMessages],
  ["GET", /^\/mails$/, listMails],
  [
    "GET",
    /^\/pushes$/,
    (control, { query }) => json(200, { pushes: control.pushes(query.get("endpoint") ?? undefined) }),
  ],
  ["GET", /^\/push-subscriptions$/, (control) => json(200, { subscriptions: control.pushSubscriptions() })],
  ["POST", /^\/push-subscriptions\/expire$/, expirePush],
  ["POST", /^\/messages\/([\w-]+)\/answer$/, (control, _, id) => done(control.answerCall(id))],
  ["POST", /^\/messages\/([\w-]+)\/hang-up$/, (control, _, id) => done(control.hangUp(id))],
  ["GET", /^\/calls$/, (control) => json(200, { calls: control.calls() })],
  ["GET", /^\/callbacks$/, (control) => json(200, { callbacks: control.callbacks() })],
  ["GET", /^\/callback-urls$/, (control) => json(200, control.callbackUrls())],
  ["PATCH", /^\/callback-urls$/, changeCallbackUrls],
  ["GET", /^\/faults$/, (control) => json(200, { faults: control.faults() })],
  ["POST", /^\/faults$/, addFault],
  ["DELETE", /^\/faults$/, (control) => after(() => control.clearFaults())],
  ["DELETE", /^\/faults\/([\w-]+)$/, (control, _, id) => done(control.removeFault(id))],
  ["POST", /^\/clock$/, moveClock],
  ["GET", /^\/switches$/, (control) => json(200, control.switches())],
  ["PATCH", /^\/switches$/, changeSwitches],
];

/** `path` is what follows `/_simulator`. */
export async function answerControl(control: Control, request: Request): Promise<Reply> {
  for (const [method, pattern, handler] of routes) {
    const match = pattern.exec(request.path);
    if (match && method === request.method) return handler(control, request, match[1] ?? "");
  }
  return unknown();
}
