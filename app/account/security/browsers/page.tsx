import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountNav } from "@/components/account/account-nav";
import { TrustList } from "@/components/trust/trust-list";
import { TrustOffer } from "@/components/trust/trust-offer";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { requireSession } from "@/lib/auth/session";
import { hasTrustPage, offeredDays, ownTrusted } from "@/lib/trust/browsers";
import { trustRules } from "@/lib/trust/rules";
import { endTrust, trustThis } from "./actions";

export const metadata: Metadata = { title: "Trusted browsers" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function TrustedBrowsersPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession("/account/security/browsers");
  const { done } = await searchParams;
  const browsers = await ownTrusted(session.user.id);
  const trustDays = await offeredDays(session);
  if (!(await hasTrustPage(session.user.id)) && done !== "ended") redirect("/account/security");
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title="Trusted browsers"
        lead="In these the password alone shows this account. Whatever changes something of it takes a second step there too."
      />
      <div className="stack">
        {done === "trusted" ? (
          <Alert tone="success" title="This browser is trusted">
            You can end that here at any time.
          </Alert>
        ) : null}
        {done === "ended" ? (
          <Alert tone="success" title="That browser is not trusted any more">
            The next login in it takes a second step. Its session goes on:{" "}
            <a href="/account/sessions">end sessions</a>.
          </Alert>
        ) : null}
        {trustDays === null ? null : (
          <TrustOffer action={trustThis} formToken={session.formToken} days={trustDays} />
        )}
        {browsers.length > 0 ? (
          <TrustList browsers={browsers} action={endTrust} formToken={session.formToken} />
        ) : (
          <p>No browser is trusted.</p>
        )}
        <p className="text-soft">{trustRules()}</p>
        <p>
          <a href="/account/security">Back to security</a>
        </p>
      </div>
    </div>
  );
}
