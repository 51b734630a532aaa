import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FlowButton } from "@/components/auth/flow-button";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { moment } from "@/lib/notices/moments";
import { mailedReset } from "@/lib/reset/reset";
import { goOnWithLink } from "./actions";

export const metadata: Metadata = {
  title: "Choose a new password",
  robots: { index: false },
};

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function ResetLinkPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { link } = await searchParams;
  const reset = await mailedReset(link);
  if (!reset || typeof link !== "string") redirect("/reset?ended");
  return (
    <>
      <PageHeading
        title="Choose a new password"
        step={{ now: 2, of: 3, label: "Your phone" }}
        lead={
          <p>
            For the account <strong>{reset.username}</strong>.
          </p>
        }
      />
      {reset.settlesAt === null ? (
        <div className="stack">
          <p>
            Your mailbox is one half. For the other we send a PIN to the phone ending in{" "}
            <strong className="mono">{reset.phone.slice(-2)}</strong>. The link works once: have your phone
            beside you.
          </p>
          <FlowButton
            action={goOnWithLink}
            formToken={link}
            label="Send me a PIN"
            pendingLabel="Sending…"
            variant="primary"
          />
        </div>
      ) : (
        <Alert tone="notice" title="The phone of this account is too new">
          Its number was changed lately, and before {moment(new Date(reset.settlesAt))} it cannot reset
          anything. If the change was not yours, take it back with the link that we sent to you and to the old
          number.
        </Alert>
      )}
    </>
  );
}
