import "server-only";

import {
  type EnrolmentState,
  enrolDevice,
  enrolmentState,
  findEnrolment,
  openEnrolment,
} from "@/db/queries/enrolments";
import { throttled } from "@/db/queries/throttles";
import { changing } from "../account/changing";
import type { Session } from "../auth/session";
import { hashSecret, keyedHash, keyedHashes, randomSecret } from "../crypto";
import { env } from "../env";
import { readHandle, writeHandle } from "../flow-cookie";
import { iso } from "../iso";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { enrolmentText } from "../schemas/approval";
import type { EnrolmentPost } from "../schemas/device";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";
import { isSigned, readPublicKey } from "./signature";

export type LinkOutcome =
  | Readonly<{ kind: "made" | "refused" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** 128 bits, made from what only the browser holds that shows the link: it stands nowhere else. */
const TOKEN_LETTERS = 22;
const tokenOf = (handle: string): string => keyedHash("enrolment", handle).slice(0, TOKEN_LETTERS);

/** The token that was made for this browser, whichever entry of AUTH_SECRET it was made with, and what became of it. */
async function enrolmentOf(handle: string | null) {
  for (const hash of handle ? keyedHashes("enrolment", handle) : []) {
    const token = hash.slice(0, TOKEN_LETTERS);
    const state = await enrolmentState(hashSecret(token));
    if (state) return { token, state };
  }
  return null;
}

/** The secret stands behind the #: it reaches neither a server's log nor the next page. */
const enrolmentUrl = (token: string): string => new URL(`/approve/enrol#${token}`, env().appUrl).href;

/** A single-use link that enrols one phone, for this browser to show. The session has stepped up. */
export async function makeEnrolmentLink(session: Session, visitor: Visitor): Promise<LinkOutcome> {
  const block = await throttled(throttleEntry("enrolmentsByAccount", session.user.id));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  const handle = randomSecret();
  const opened = await openEnrolment(
    changing(session, visitor, "device-added"),
    hashSecret(tokenOf(handle)),
    policy.enrolment.lifeSeconds,
  );
  if (!opened) return { kind: "refused" };
  await writeHandle("enrolment", handle);
  return { kind: "made" };
}

const versionOf = ({ device, expiresAt, now }: EnrolmentState): string =>
  device !== null ? "used" : expiresAt > now ? "open" : "over";

/** The link that this browser shows, and what became of it. Times are ISO 8601; `url` is null when it is used up. */
export async function shownEnrolment(session: Session) {
  const found = await enrolmentOf(await readHandle("enrolment"));
  if (found?.state.sessionId !== session.id) return null;
  const { token, state } = found;
  const open = state.device === null && state.expiresAt > state.now;
  return {
    url: open ? enrolmentUrl(token) : null,
    device: state.device,
    version: versionOf(state),
    expiresAt: iso(state.expiresAt),
    now: iso(state.now),
  };
}

/** Changes when the link that this handle stands for is used or too old; null when there is none. */
export async function enrolmentVersion(handle: string): Promise<string | null> {
  const found = await enrolmentOf(handle);
  return found && versionOf(found.state);
}

export type EnrolmentAnswer =
  /** Used, too old, or never made. */
  | Readonly<{ kind: "over" }>
  | Readonly<{ kind: "malformed" }>
  /** This browser is logged in to another account. */
  | Readonly<{ kind: "other-account"; account: string }>
  | Readonly<{ kind: "open"; account: string }>
  | Readonly<{ kind: "enrolled"; device: string; account: string }>;

/** A phone that holds a link. `loggedIn`: who is logged in to this browser, if anybody. */
export async function answerEnrolment(
  post: EnrolmentPost,
  loggedIn: Readonly<{ userId: string; username: string }> | null,
  visitor: Visitor,
): Promise<EnrolmentAnswer> {
  const tokenHash = hashSecret(post.token);
  const found = await findEnrolment(tokenHash);
  if (!found) return { kind: "over" };
  if (loggedIn && loggedIn.userId !== found.userId)
    return { kind: "other-account", account: loggedIn.username };
  if (post.do === "look") return { kind: "open", account: found.username };
  const { name, publicKey, signature, token } = post;
  const proof = enrolmentText(env().appUrl.origin, token, publicKey);
  if (!readPublicKey(publicKey) || !isSigned(proof, signature, publicKey)) return { kind: "malformed" };
  const { browser, address, place } = visitor;
  const device = await enrolDevice(
    tokenHash,
    { userId: found.userId, name, publicKey, browser, address, place },
    policy.devices.most,
    noticeChannels("device-added"),
  );
  if (!device) return { kind: "over" };
  noticesSoon();
  return { kind: "enrolled", device, account: found.username };
}
