import "server-only";

import {
  askResetFor,
  type Deciding,
  disableAccount,
  enableAccount,
  endAllSessions,
  endSessionOfPerson,
} from "@/db/queries/admin-deeds";
import type { NoticeKind } from "@/db/queries/notices";
import type { Session } from "../auth/session";
import { env } from "../env";
import { isId } from "../ids";
import { transition } from "../login/machine";
import { noticeChannels } from "../notices/channels";
import { noticesSoon } from "../notices/deliver";
import { policy } from "../policy";
import type { Visitor } from "../visitor";

/** Who decides, from where, and about whom. */
export type Decision = Readonly<{ session: Session; visitor: Visitor; personId: string }>;

const by = ({ session, visitor, personId }: Decision, kind: NoticeKind): Deciding => ({
  actorId: session.user.id,
  sessionId: session.id,
  personId,
  browser: visitor.browser,
  address: visitor.address,
  notices: noticeChannels(kind),
});

/** The owner of the account hears of what was done to it. */
function told(done: boolean): boolean {
  if (done) noticesSoon();
  return done;
}

/** False: there was no open session. */
export const endAllOf = async (decision: Decision): Promise<boolean> =>
  told((await endAllSessions(by(decision, "admin-sessions"), transition("revoked"))) > 0);

/** Somebody else's session, one that is over and what is no id at all are the same: false. */
export const endOneOf = async (decision: Decision, id: string): Promise<boolean> =>
  told(isId(id) && (await endSessionOfPerson(by(decision, "admin-sessions"), id)));

/** False: the account was disabled already, or is the administrator's own. */
export const disable = async (decision: Decision): Promise<boolean> =>
  told(
    await disableAccount(by(decision, "admin-disabled"), {
      revoked: transition("revoked"),
      stopped: noticeChannels("recovery-stopped"),
    }),
  );

/** False: the account was not disabled. */
export const enable = async (decision: Decision): Promise<boolean> =>
  told(await enableAccount(by(decision, "admin-enabled"), transition("revoked")));

/** Whether this service can send the mail that a reset begins with. */
export const canReset = (): boolean => env().notices.mail !== null;

/** False: the account is disabled, no mail can be sent, or one went out a moment ago. */
export async function mailResetTo(decision: Decision): Promise<boolean> {
  const rule = { linkSeconds: policy.reset.linkSeconds, everySeconds: policy.admin.resetEverySeconds };
  return told(canReset() && (await askResetFor(by(decision, "admin-reset"), rule)));
}
