import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FlowButton } from "@/components/auth/flow-button";
import { OwnPasswordForm } from "@/components/auth/own-password-form";
import { Alert } from "@/components/ui/alert";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { showsRequired } from "@/lib/access/roles";
import { refusalOf } from "@/lib/approvals/refusals";
import { requireSession } from "@/lib/auth/session";
import { HOME, safeReturnPath } from "@/lib/redirect";
import { nextStepUp } from "@/lib/step-up/steps";
import { askStepUpPin, submitStepUpPassword } from "./actions";
import { askPhone } from "./approve/actions";

export const metadata: Metadata = { title: "Confirm that it is you" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const FIRST_PASSWORD = "/account/password";

/** The step-up: asks for the best that the account has, and leads back to what the person was doing. */
export default async function ConfirmPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next, ask } = await searchParams;
  const page = safeReturnPath(next) ?? HOME;
  const session = await requireSession(
    "/account/confirm",
    `/account/confirm?next=${encodeURIComponent(page)}`,
  );
  const { user } = session;
  const locked = !user.hasPassword && page !== FIRST_PASSWORD;
  const step = await nextStepUp(session, page);
  const notice = refusalOf(ask);
  // A text is not what the role of this account needs: it would be asked again.
  const pinCounts = showsRequired(user.required, [...session.methods, "sms"]);
  if (step.next === "none" && !locked) redirect(page);
  if (step.next === "pin" && step.asked && !locked && pinCounts) redirect("/account/confirm/pin");

  return (
    <div className="column-narrow">
      <PageHeading
        title="Confirm that it is you"
        lead="Before anything of your account changes, we make sure that it is you who is asking. What you have typed is kept."
      />
      <div className="stack">
        {locked ? (
          <Alert
            tone="notice"
            title="Your account needs a password first"
            action={<ButtonLink href={FIRST_PASSWORD}>Choose a password</ButtonLink>}
          >
            It has only a phone so far, and one factor is not enough to change anything.
          </Alert>
        ) : step.next === "password" ? (
          <OwnPasswordForm
            action={submitStepUpPassword}
            formToken={session.formToken}
            username={user.username}
            submitLabel="Continue"
            returnTo={page}
          />
        ) : (
          <>
            {notice ? <Alert tone="error">{notice}</Alert> : null}
            {user.approves ? (
              <FlowButton
                action={askPhone}
                formToken={session.formToken}
                fields={{ next: page }}
                label="Ask my phone"
                pendingLabel="Asking…"
                variant="primary"
              />
            ) : null}
            {pinCounts ? (
              <>
                <p>
                  {user.approves ? "Or we send" : "We send"} a PIN to the phone ending in{" "}
                  <strong className="mono">{user.phoneEnding}</strong>. With it you have five minutes for your
                  changes.
                </p>
                <FlowButton
                  action={askStepUpPin}
                  formToken={session.formToken}
                  fields={{ next: page }}
                  label="Send me a PIN"
                  pendingLabel="Sending…"
                  variant={user.approves ? "secondary" : "primary"}
                />
              </>
            ) : null}
          </>
        )}
        <p>
          <a href={HOME}>Back to your account</a>
        </p>
      </div>
    </div>
  );
}
