import type { Metadata } from "next";
import { FlowButton } from "@/components/auth/flow-button";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { pendingEmail } from "@/lib/account/change-email";
import { confirmAddress } from "./actions";

export const metadata: Metadata = {
  title: "Confirm your e-mail address",
  robots: { index: false },
};

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

function Result({ done }: { done: string | string[] | undefined }) {
  if (done === "changed") {
    return (
      <Alert tone="success" title="Your address is changed">
        From now on your account tells this address of everything that happens. The old one is told of the
        change.
      </Alert>
    );
  }
  if (done === "taken") {
    return (
      <Alert tone="error" title="This address already has an account">
        So it cannot belong to a second one. Your account keeps the address that it has.
      </Alert>
    );
  }
  return (
    <Alert tone="notice" title="That link is over">
      It was used already, is too old, or was not copied whole. Nothing has changed; ask for a new one in your
      account.
    </Alert>
  );
}

export default async function ConfirmEmailPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { link, done } = await searchParams;
  const pending = await pendingEmail(link);
  return (
    <>
      <PageHeading title="Confirm your e‑mail address" />
      <div className="stack">
        {pending && typeof link === "string" ? (
          <>
            <p>
              Shall <strong>{pending.email}</strong> be the address of the account{" "}
              <strong>{pending.username}</strong>? If you did not ask for that, close this page: nothing
              changes then.
            </p>
            <FlowButton
              action={confirmAddress}
              formToken={link}
              label="Yes, use this address"
              pendingLabel="One moment…"
              variant="primary"
            />
          </>
        ) : (
          <Result done={done} />
        )}
        <p>
          <a href="/account">Go to your account</a>
        </p>
      </div>
    </>
  );
}
