import "server-only";

import { beginApp, enrolApp, findOpenApp, spendAppTry } from "@/db/queries/authenticator-apps";
import { changing, renewing } from "../account/changing";
import { qrPath } from "../approvals/qr";
import { continueSession, type Session } from "../auth/session";
import { hashSecret, randomSecret } from "../crypto";
import { env } from "../env";
import { dropHandle, readHandle, writeHandle } from "../flow-cookie";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import { resealed, seal, unseal } from "../seal";
import type { Visitor } from "../visitor";
import { sealedFor } from "./show";
import { appAddress, newSecret, stepOf, typedSecret } from "./totp";

const COOKIE = "factor-enrolment";

/** Makes the secret of an app that is to be enrolled. False: this session may not, or has as many as it may. */
export async function beginAppOf(session: Session, visitor: Visitor): Promise<boolean> {
  const handle = randomSecret();
  const begun = await beginApp(changing(session, visitor, "factor-added"), {
    handleHash: hashSecret(handle),
    secret: seal(newSecret(), sealedFor(session.user.id)),
    tries: policy.factors.enrolTries,
    lifeSeconds: policy[COOKIE].lifeSeconds,
    most: policy.factors.most,
  });
  if (begun) await writeHandle(COOKIE, handle);
  return begun;
}

/** What the page shows for the app to read, until a code of it was right or its time is over. Never again afterwards. */
export async function shownApp(session: Session) {
  const handle = await readHandle(COOKIE);
  const found = handle ? await findOpenApp(hashSecret(handle), session.id) : null;
  if (!found) return null;
  const secret = unseal(found.secret, sealedFor(session.user.id));
  return {
    qr: qrPath(appAddress(secret, env().brand, session.user.username)),
    typed: typedSecret(secret),
  };
}

export type AppOutcome =
  | Readonly<{ kind: "enrolled" | "over" }>
  | Readonly<{ kind: "wrong"; triesLeft: number }>;

/** The first code of the app shows that it has the secret; with that it is enrolled. */
export async function confirmApp(
  session: Session,
  visitor: Visitor,
  { name, code }: Readonly<{ name: string; code: string }>,
): Promise<AppOutcome> {
  const handle = await readHandle(COOKIE);
  const open = handle ? await spendAppTry(hashSecret(handle), session.id) : null;
  if (!open) return { kind: "over" };
  const step = stepOf(unseal(open.secret, sealedFor(session.user.id)), code, open.now);
  if (step === null)
    return open.triesLeft > 0 ? { kind: "wrong", triesLeft: open.triesLeft } : { kind: "over" };
  const renewal = randomSecret();
  const app = {
    enrolmentId: open.id,
    name,
    secret: resealed(open.secret, sealedFor(session.user.id)),
    step,
    most: policy.factors.most,
  };
  if (!(await enrolApp(changing(session, visitor, "factor-added"), app, renewing(renewal))))
    return { kind: "over" };
  await continueSession(renewal);
  await dropHandle(COOKIE);
  noticesSoon();
  return { kind: "enrolled" };
}
