import type { Metadata } from "next";
import { ResetForm } from "@/components/auth/reset-form";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { env } from "@/lib/env";
import { policy } from "@/lib/policy";
import { waitText } from "@/lib/wait-text";
import { submitReset } from "./actions";

export const metadata: Metadata = { title: "Forgotten password" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

function Sent() {
  return (
    <Alert tone="success" title="Look into your mail">
      <p>
        If that name or address has an account here, a link is on its way to its e-mail address. It works
        once, for {waitText(policy.reset.linkSeconds)}. Nothing there? Look among the junk mail, or ask again
        with the other of your user name and address.
      </p>
    </Alert>
  );
}

export default async function ResetPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { sent, ended } = await searchParams;
  return (
    <>
      <PageHeading
        title="Forgotten your password?"
        lead="A link to your mailbox and a PIN to your phone let you choose a new one. Neither is enough alone."
        step={{ now: 1, of: 3, label: "Your account" }}
      />
      <div className="stack">
        {sent === undefined ? null : <Sent />}
        {ended === undefined ? null : (
          <Alert tone="notice" title="That link is over">
            It was used already, is too old, or was not copied whole. Ask for a new one; nothing has changed.
          </Alert>
        )}
        {env().notices.mail ? (
          <ResetForm action={submitReset} />
        ) : (
          <Alert tone="notice" title="This service cannot send mail">
            So it cannot send a link either. Whoever runs it can help you.
          </Alert>
        )}
      </div>
      <p className="form-aside">
        Remembered it? <a href="/login">Log in</a>
      </p>
    </>
  );
}
