import "server-only";

import { databaseNow } from "@/db/queries/approvals";
import { decide } from "@/db/queries/decisions";
import {
  type DeviceKey,
  findDevice,
  type ListedRequest,
  leaveDevice,
  listRequests,
  setSubscription,
} from "@/db/queries/devices";
import { env } from "../env";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { postText, statementText } from "../schemas/approval";
import { type DevicePost, devicePost } from "../schemas/device";
import { observed } from "../telemetry/trace";
import type { Visitor } from "../visitor";
import { jsonOf } from "./posts";
import { isPushEndpoint } from "./push-hosts";
import { areDigits } from "./request";
import { isSigned } from "./signature";

/** What a phone is told. `now`: milliseconds since 1970, by which it sets its clock. */
export type DeviceAnswer =
  /** Nobody's phone, or one that may not answer any more: says nothing about which. */
  | Readonly<{ kind: "unknown" }>
  | Readonly<{ kind: "malformed" }>
  /** Signed at another time than this: to be signed anew. */
  | Readonly<{ kind: "late"; now: number }>
  | Readonly<{
      kind: "listed";
      now: number;
      account: string;
      name: string;
      requests: readonly ListedRequest[];
    }>
  | Readonly<{ kind: "decided"; state: string; triesLeft: number }>
  /** There was nothing to decide; `state` is where it stands. */
  | Readonly<{ kind: "over"; state: string | null }>
  | Readonly<{ kind: "done" | "refused" }>;

type Decision = Extract<DevicePost["what"], { do: "decide" }>;

async function answerRequest(
  device: DeviceKey,
  given: Decision,
  { browser, address, place }: Visitor,
): Promise<DeviceAnswer> {
  const { id, decision, digits, signature } = given;
  const found = (await listRequests(device.userId, id)).find((request) => request.id === id);
  if (!found) return { kind: "over", state: null };
  const statement = statementText(decision, digits, device.id, found.request);
  if (!isSigned(statement, signature, device.publicKey)) return { kind: "malformed" };
  const decided = await decide(
    {
      approvalId: id,
      deviceId: device.id,
      userId: device.userId,
      browser,
      address,
      place,
      decision,
      right: digits !== null && areDigits(id, digits),
      statement,
      signature,
    },
    {
      passed: transition("factorPassed"),
      denied: transition("denied"),
      revoked: transition("revoked"),
      notices: noticeChannels("approval-denied"),
    },
  );
  if (!decided) {
    const [now] = (await listRequests(device.userId, id)).filter((request) => request.id === id);
    return { kind: "over", state: now?.state ?? null };
  }
  if (decided.state !== "approved" && decided.state !== "pending") noticesSoon();
  return { kind: "decided", ...decided };
}

async function subscribe(
  device: DeviceKey,
  { subscription }: Extract<DevicePost["what"], { do: "subscribe" }>,
): Promise<DeviceAnswer> {
  if (subscription && !isPushEndpoint(subscription.endpoint)) return { kind: "refused" };
  await setSubscription(
    device.id,
    subscription && {
      endpoint: subscription.endpoint,
      key: subscription.keys.p256dh,
      auth: subscription.keys.auth,
    },
  );
  return { kind: "done" };
}

async function handle(device: DeviceKey, post: DevicePost, visitor: Visitor, now: number) {
  const { what } = post;
  switch (what.do) {
    case "list": {
      const requests = await listRequests(device.userId, what.about);
      const { username: account, name } = device;
      return { kind: "listed", now, account, name, requests } as const;
    }
    case "decide":
      return answerRequest(device, what, visitor);
    case "subscribe":
      return subscribe(device, what);
    case "leave": {
      const { browser, address, place } = visitor;
      await leaveDevice(device, { browser, address, place, notices: noticeChannels("device-removed") });
      noticesSoon();
      return { kind: "done" } as const;
    }
  }
}

/**
 * The post of a phone. The signature over the whole body is checked before anything in it is looked at; only the key's
 * name, `device`, is read before, as nobody could check it otherwise.
 */
async function answer(
  deviceId: string,
  body: string,
  signature: string,
  visitor: Visitor,
): Promise<DeviceAnswer> {
  const device = await findDevice(deviceId);
  if (!device || !isSigned(postText(env().appUrl.origin, body), signature, device.publicKey))
    return { kind: "unknown" };
  const post = devicePost.safeParse(jsonOf(body));
  if (!post.success || post.data.device !== deviceId) return { kind: "malformed" };
  const now = await databaseNow();
  if (Math.abs(now - post.data.at) > policy.approval.clockSeconds * 1000) return { kind: "late", now };
  return handle(device, post.data, visitor, now);
}

export const answerPhone = observed("approval.answer", answer);
