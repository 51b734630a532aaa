import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { ChangeButton } from "@/components/account/change-button";
import { FrozenNotice } from "@/components/account/frozen-notice";
import { AppSecret } from "@/components/factors/app-secret";
import { FactorList } from "@/components/factors/factor-list";
import { NewAppForm } from "@/components/factors/new-app-form";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { frozenMessage } from "@/lib/account/frozen";
import { requireSession } from "@/lib/auth/session";
import { shownApp } from "@/lib/factors/enrol-app";
import { ownFactors } from "@/lib/factors/own";
import { policy } from "@/lib/policy";
import { heldForm } from "@/lib/step-up/hold";
import { enrolApp, rename, setUpApp } from "./actions";

export const metadata: Metadata = { title: "Authenticator app" };

const PAGE = "/account/security/authenticator";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function AuthenticatorPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession(PAGE);
  const { done } = await searchParams;
  const { user, formToken } = session;
  const shown = await shownApp(session);
  const apps = await ownFactors("authenticator", user.id);
  const held = await heldForm(session, PAGE);
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title="Authenticator app"
        lead="An app on your phone or computer that shows a new code every half minute. It needs no network and no number, and nobody can take it over at your network."
      />
      <div className="stack">
        <FrozenNotice why={user.frozenUntil && frozenMessage(user.frozenUntil)} />
        {done === "added" ? (
          <Alert tone="success" title="The app is added">
            From now on its codes log you in after your password. Your other sessions have ended.
          </Alert>
        ) : null}
        {done === "removed" ? (
          <Alert tone="success" title="The app is removed">
            Its codes open nothing here any more, and your other sessions have ended. Delete the account in
            the app too.
          </Alert>
        ) : null}
        {apps.length > 0 ? (
          <FactorList
            kind="authenticator"
            word="app"
            factors={apps}
            formToken={formToken}
            rename={rename}
            held={held}
          />
        ) : null}
        {shown ? (
          <>
            <AppSecret {...shown} />
            <NewAppForm
              action={enrolApp}
              formToken={formToken}
              digits={policy.authenticator.digits}
              name={held?.id === undefined && held?.name ? held.name : "Authenticator app"}
            />
          </>
        ) : apps.length > 0 ? null : (
          <p>
            You need such an app first: password managers have one, and Google, Microsoft and others give one
            away. A code can be asked of you on a false page all the same; a passkey cannot.
          </p>
        )}
        <ChangeButton
          action={setUpApp}
          formToken={formToken}
          variant={shown ? "quiet" : apps.length > 0 ? "secondary" : "primary"}
        >
          {shown
            ? "Begin again with a new picture"
            : apps.length > 0
              ? "Set up another app"
              : "Set up an app"}
        </ChangeButton>
        <p>
          <a href="/account/security">Back to security</a>
        </p>
      </div>
    </div>
  );
}
