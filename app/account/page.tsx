import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { Overview } from "@/components/account/overview";
import { OverviewNotices } from "@/components/account/overview-notices";
import { RequiredNotice } from "@/components/account/required-notice";
import { UndeliveredNotices } from "@/components/account/undelivered";
import { WaitingNotice } from "@/components/recovery/waiting-notice";
import { TrustOffer } from "@/components/trust/trust-offer";
import { Alert } from "@/components/ui/alert";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { changedWords } from "@/lib/account/changed";
import { frozenMessage } from "@/lib/account/frozen";
import { languageName } from "@/lib/account/language";
import { methodWords } from "@/lib/account/methods";
import { requiredNotice } from "@/lib/account/required";
import { requireSession } from "@/lib/auth/session";
import { codesWarning, waysInWords } from "@/lib/factors/summary";
import { noticeChannels } from "@/lib/notices/channels";
import { moment } from "@/lib/notices/moments";
import { undeliveredNotices } from "@/lib/notices/undelivered";
import { offeredDays } from "@/lib/trust/browsers";
import { stopRecovering } from "./actions";
import { trustThis } from "./security/browsers/actions";

export const metadata: Metadata = { title: "Your account" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function AccountPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession("/account");
  const { welcome, changed } = await searchParams;
  const { user, aal } = session;
  const codes = codesWarning(user.codes);
  const trustDays = await offeredDays(session);
  return (
    <div className="column-account">
      <AccountNav current="overview" />
      <PageHeading
        title={`Hello ${user.username}`}
        lead={aal === 2 ? "Only you can see this page: both factors have passed." : undefined}
      />
      <div className="stack">
        <OverviewNotices
          welcome={welcome !== undefined}
          changed={changedWords(changed, noticeChannels)}
          frozen={user.frozenUntil && frozenMessage(user.frozenUntil)}
          session={session}
        />
        <RequiredNotice notice={requiredNotice(user.required)} link="/account/security" />
        {user.recoverableAt ? (
          <WaitingNotice
            readyAt={moment(user.recoverableAt)}
            stop={stopRecovering}
            formToken={session.formToken}
          />
        ) : null}
        <UndeliveredNotices notices={session.undelivered ? await undeliveredNotices(user.id) : []} />
        {codes ? (
          <Alert
            tone="notice"
            title="Recovery codes"
            action={<ButtonLink href="/account/security/codes">Make new ones</ButtonLink>}
          >
            {codes}
          </Alert>
        ) : null}
        {trustDays === null ? null : (
          <TrustOffer action={trustThis} formToken={session.formToken} days={trustDays} />
        )}
        <Overview
          session={session}
          methods={methodWords(session.methods)}
          ways={waysInWords(user.strong)}
          language={languageName(user.locale)}
        />
        <p className="account-end">
          <a href="/account/delete">Delete this account</a>
        </p>
      </div>
    </div>
  );
}
