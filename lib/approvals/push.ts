import "server-only";

import webPush from "web-push";
import { recordPush } from "@/db/queries/approvals";
import { dropSubscription, type PushTarget, pushTargets } from "@/db/queries/devices";
import { env } from "../env";
import { later } from "../later";
import { describeError, log } from "../log";
import { policy } from "../policy";
import { traced } from "../telemetry/trace";
import { isPushEndpoint } from "./push-hosts";
import type { PushSettings, VapidPair } from "./settings";

/** A newer request takes the place of one that the push service has not handed over yet. */
const TOPIC = "approval";

/** What services answer to another key than the one that the phone has subscribed with: Apple, Mozilla, Google. */
const otherKey = new Set([400, 401, 403]);

/** The service has forgotten the subscription (RFC 8030 §7.3). */
const gone = new Set([404, 410]);

/** Where a phone opens a request. The id is no secret: only the phone's own signature reads or answers anything. */
const approveUrl = (id: string): string => new URL(`/approve#${id}`, env().appUrl).href;

/** Only that something waits, and its id: nothing of the request passes through a push service, even encrypted. */
async function post(
  vapidDetails: VapidPair & Readonly<{ subject: string }>,
  { endpoint, key, auth }: PushTarget,
  id: string,
): Promise<Response> {
  const { headers, body } = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh: key, auth } },
    JSON.stringify({ id, url: approveUrl(id) }),
    { vapidDetails, TTL: policy.approval.lifeSeconds, urgency: "high", topic: TOPIC },
  );
  const response = await fetch(endpoint, {
    method: "POST",
    headers: Object.entries(headers)
      .filter(([name]) => name !== "Content-Length")
      .map(([name, value]): [string, string] => [name, String(value)]),
    body: new Uint8Array(body ?? Buffer.alloc(0)),
    redirect: "manual",
    signal: AbortSignal.timeout(policy.devices.pushTimeoutMs),
  });
  await response.body?.cancel();
  return response;
}

/** A phone that has not been opened since the pair was changed has subscribed with a former one. */
async function send({ pairs, subject }: PushSettings, target: PushTarget, id: string): Promise<boolean> {
  const { endpoint } = target;
  if (!isPushEndpoint(endpoint)) return false;
  const [newest, ...former] = pairs;
  let response = await post({ ...newest, subject }, target, id);
  for (const pair of former) {
    if (!otherKey.has(response.status)) break;
    response = await post({ ...pair, subject }, target, id);
  }
  if (gone.has(response.status)) await dropSubscription(target);
  if (!response.ok)
    log("warn", "push.refused", { status: response.status, host: new URL(endpoint).hostname });
  return response.ok;
}

async function tried(push: PushSettings, target: PushTarget, id: string): Promise<boolean> {
  const outcomeOf = (taken: boolean) => (taken ? "sent" : "refused");
  try {
    return await traced("push", { operation: "push" }, () => send(push, target, id), outcomeOf);
  } catch (error) {
    log("warn", "push.failed", describeError(error));
    return false;
  }
}

/** Notifies every phone of an account that something waits, and notes what became of it for the page that waits. */
export async function notifyPhones(userId: string, id: string): Promise<void> {
  const { push } = env().approvals;
  const targets = push ? await pushTargets(userId) : [];
  const told = push ? await Promise.all(targets.map((target) => tried(push, target, id))) : [];
  await recordPush(id, targets.length === 0 ? "none" : told.includes(true) ? "sent" : "failed");
}

/** The same once the answer is out: nobody waits for a push service. */
export const notifySoon = (userId: string, id: string): void => later(() => notifyPhones(userId, id));
