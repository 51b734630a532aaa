import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { ChangeButton } from "@/components/account/change-button";
import { FrozenNotice } from "@/components/account/frozen-notice";
import { RequiredNotice } from "@/components/account/required-notice";
import { DeviceList } from "@/components/approvals/device-list";
import { EnrolmentLink } from "@/components/approvals/enrolment-link";
import { WaysLedger } from "@/components/factors/ways-ledger";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { frozenMessage } from "@/lib/account/frozen";
import { requiredNotice } from "@/lib/account/required";
import { ownDevices } from "@/lib/approvals/devices";
import { shownEnrolment } from "@/lib/approvals/enrol";
import { phonePage } from "@/lib/approvals/pages";
import { qrPath } from "@/lib/approvals/qr";
import { requireSession } from "@/lib/auth/session";
import { waysToLogIn } from "@/lib/factors/summary";
import { heldForm } from "@/lib/step-up/hold";
import { hasTrustPage } from "@/lib/trust/browsers";
import { makeLink, removeDevice, renameDevice } from "./actions";

export const metadata: Metadata = { title: "Security" };

const PAGE = "/account/security";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function SecurityPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession(PAGE);
  const { done } = await searchParams;
  const { user, formToken } = session;
  const devices = await ownDevices(user.id);
  const shown = await shownEnrolment(session);
  const held = await heldForm(session, PAGE);
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title="Security"
        lead="How you show that it is you. Have two ways at least, so that losing one does not lock you out."
      />
      <div className="stack">
        <FrozenNotice why={user.frozenUntil && frozenMessage(user.frozenUntil)} />
        <RequiredNotice notice={requiredNotice(user.required)} />
        {done === "removed" ? (
          <Alert tone="success" title="The phone is removed">
            Whatever it signs is refused from now on, and your other sessions have ended.
          </Alert>
        ) : null}
        <section className="stack" aria-labelledby="ways">
          <h2 id="ways">Ways to log in</h2>
          <WaysLedger ways={waysToLogIn(user)} />
        </section>
        <section className="stack" aria-labelledby="phones">
          <h2 id="phones">Approve logins with your phone</h2>
          <p>
            When you log in, your phone shows who wants to be let in, with which browser and from where. You
            type the digits of the screen on it, or say no. No code travels to the phone that somebody could
            read or ask you for.
          </p>
          {shown?.device ? (
            <Alert tone="success" title="Your phone is enrolled">
              {`“${shown.device}” approves your logins from now on. Open ${phonePage()} on it whenever you wait for a request.`}
            </Alert>
          ) : null}
          {devices.length > 0 ? (
            <DeviceList
              devices={devices}
              formToken={formToken}
              rename={renameDevice}
              remove={removeDevice}
              held={held}
            />
          ) : shown?.url ? null : (
            <p className="text-soft">No phone approves yet.</p>
          )}
          {shown?.url ? <EnrolmentLink shown={{ ...shown, url: shown.url }} qr={qrPath(shown.url)} /> : null}
          <ChangeButton
            action={makeLink}
            formToken={formToken}
            variant={shown?.url || devices.length > 0 ? "secondary" : "primary"}
          >
            {shown?.url ? "Make a new link" : devices.length > 0 ? "Enrol another phone" : "Enrol a phone"}
          </ChangeButton>
        </section>
        {(await hasTrustPage(user.id)) ? (
          <p>
            <a href="/account/security/browsers">Trusted browsers</a>
          </p>
        ) : null}
      </div>
    </div>
  );
}
