import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { FrozenNotice } from "@/components/account/frozen-notice";
import { Time } from "@/components/account/time";
import { RecoveryCodes } from "@/components/factors/recovery-codes";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { frozenMessage } from "@/lib/account/frozen";
import { requireSession } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { codesOf } from "@/lib/factors/recovery-codes";
import { policy } from "@/lib/policy";
import { confirmCodes, makeCodes } from "./actions";

export const metadata: Metadata = { title: "Recovery codes" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const many = (left: number): string => (left === 1 ? "one code" : `${left} codes`);

export default async function RecoveryCodesPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession("/account/security/codes");
  const { done, used } = await searchParams;
  const { user, formToken } = session;
  const { left, usedAt } = await codesOf(user.id);
  const { count, warnAt } = policy.recoveryCodes;
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title="Recovery codes"
        lead="For the day when your phone is lost, broken or somewhere else. After your password, each code opens your account once."
      />
      <div className="stack">
        <FrozenNotice why={user.frozenUntil && frozenMessage(user.frozenUntil)} />
        {done === "confirmed" ? (
          <Alert tone="success" title="Your codes are good from now on">
            {`You have ${many(left)}. Your other sessions have ended.`}
          </Alert>
        ) : null}
        {used !== undefined && left < count ? (
          <Alert tone="notice" title="You have used a recovery code">
            {left === 0
              ? "It was your last one. Make new ones now, while you are in."
              : `You have ${many(left)} left. Make a new one in its place now, while you are in.`}
          </Alert>
        ) : null}
        {left > 0 && left <= warnAt && used === undefined ? (
          <Alert tone="notice" title={`Only ${many(left)} left`}>
            Make new ones before you need them.
          </Alert>
        ) : null}
        <RecoveryCodes
          make={makeCodes}
          confirm={confirmCodes}
          formToken={formToken}
          username={user.username}
          brand={env().brand}
          left={left}
          whole={count}
        >
          <p>
            {left === 0 ? "You have none at present." : `You have ${many(left)}.`}
            {usedAt ? (
              <>
                {" "}
                The last one was used <Time at={usedAt} exact />.
              </>
            ) : null}
          </p>
        </RecoveryCodes>
        <p>
          <a href="/account/security">Back to security</a>
        </p>
      </div>
    </div>
  );
}
