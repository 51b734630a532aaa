import "server-only";

import {
  enrolPasskey,
  isPasskeyEnrolment,
  openPasskeyEnrolment,
  ownPasskeys,
  type PasskeyEnrolled,
} from "@/db/queries/passkeys";
import { throttled } from "@/db/queries/throttles";
import { changing } from "../account/changing";
import type { Session } from "../auth/session";
import { hashSecret, randomSecret } from "../crypto";
import { dropHandle, formToken, readHandle, writeHandle } from "../flow-cookie";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import type { NewPasskeyAnswer } from "../schemas/passkey";
import { throttleEntry } from "../throttle";
import type { Visitor } from "../visitor";
import { creationOptions } from "./options";
import { isChallengeOf } from "./relying-party";
import { checkRegistration } from "./verify";

export type EnrolmentBegun =
  | Readonly<{ kind: "begun" | "full" | "over" }>
  | Readonly<{ kind: "throttled"; retryAfterSeconds: number }>;

/** Begins to add a passkey in this browser. The session has stepped up. */
export async function beginPasskey(session: Session, visitor: Visitor): Promise<EnrolmentBegun> {
  const block = await throttled(throttleEntry("enrolmentsByAccount", session.user.id));
  if (block) return { kind: "throttled", retryAfterSeconds: block.retryAfterSeconds };
  if ((await ownPasskeys(session.user.id)).length >= policy.factors.most) return { kind: "full" };
  const handle = randomSecret();
  const opened = await openPasskeyEnrolment(changing(session, visitor, "factor-added"), hashSecret(handle), {
    lifeSeconds: policy["factor-enrolment"].lifeSeconds,
    tries: policy.factors.enrolTries,
  });
  if (!opened) return { kind: "over" };
  await writeHandle("factor-enrolment", handle);
  return { kind: "begun" };
}

/** What this browser needs to make the passkey that was begun in this session; null when none was. */
export async function begunPasskey(session: Session) {
  const handle = await readHandle("factor-enrolment");
  if (!handle || !(await isPasskeyEnrolment(hashSecret(handle), session.id))) return null;
  const options = await creationOptions(handle, session.user, await ownPasskeys(session.user.id));
  return { options, formToken: formToken(handle) };
}

/** `refused`: it was not made for this enrolment, or not here. */
export type PasskeyAdded = PasskeyEnrolled | "refused";

export async function addPasskey(
  session: Session,
  handle: string,
  { answer, name }: Readonly<{ answer: NewPasskeyAnswer; name: string }>,
  { browser, address, place }: Visitor,
): Promise<PasskeyAdded> {
  const made = await checkRegistration(answer, isChallengeOf("enrol", handle));
  if (!made) return "refused";
  const outcome = await enrolPasskey(
    hashSecret(handle),
    { ...made, userId: session.user.id, sessionId: session.id, name, browser, address, place },
    policy.factors.most,
    noticeChannels("factor-added"),
  );
  if (outcome !== "enrolled") return outcome;
  await dropHandle("factor-enrolment");
  noticesSoon();
  return outcome;
}
