import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { StepUpWays } from "@/components/account/step-up-ways";
import { FlowButton } from "@/components/auth/flow-button";
import { OwnPasswordForm } from "@/components/auth/own-password-form";
import { Alert } from "@/components/ui/alert";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { refusalOf } from "@/lib/approvals/refusals";
import { requireSession } from "@/lib/auth/session";
import { HOME, safeReturnPath } from "@/lib/redirect";
import { nextStepUp } from "@/lib/step-up/steps";
import { stepUpWays } from "@/lib/step-up/ways";
import { askStepUpPin, submitStepUpPassword, tryStepUpWay } from "./actions";
import { askPhone } from "./approve/actions";

export const metadata: Metadata = { title: "Confirm that it is you" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const FIRST_PASSWORD = "/account/password";

/** The step-up: asks for the best that the account has, and leads back to what the person was doing. */
export default async function ConfirmPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next, ask, other } = await searchParams;
  const page = safeReturnPath(next) ?? HOME;
  const session = await requireSession(
    "/account/confirm",
    `/account/confirm?next=${encodeURIComponent(page)}`,
  );
  const { user } = session;
  const locked = !user.hasPassword && page !== FIRST_PASSWORD;
  const step = await nextStepUp(session, page);
  const notice = refusalOf(ask);
  const ways = await stepUpWays(session);
  if (step.next === "none" && !locked) redirect(page);
  const waits = step.next === "pin" && step.asked && other === undefined;
  if (waits && !locked && ways.includes("pin")) redirect("/account/confirm/pin");

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
          <>
            <OwnPasswordForm
              action={submitStepUpPassword}
              formToken={session.formToken}
              username={user.username}
              submitLabel="Continue"
              returnTo={page}
            />
            {ways.includes("passkey") ? (
              <FlowButton
                action={tryStepUpWay}
                formToken={session.formToken}
                fields={{ next: page, way: "passkey" }}
                label="Use a passkey"
                pendingLabel="One moment…"
              />
            ) : null}
          </>
        ) : (
          <>
            {notice ? <Alert tone="error">{notice}</Alert> : null}
            <StepUpWays
              ways={ways}
              formToken={session.formToken}
              page={page}
              phoneEnding={user.phoneEnding}
              actions={{ pin: askStepUpPin, approval: askPhone, shown: tryStepUpWay }}
            />
          </>
        )}
        <p>
          <a href={HOME}>Back to your account</a>
        </p>
      </div>
    </div>
  );
}
