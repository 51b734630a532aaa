import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ApprovalStep } from "@/components/approvals/approval-step";
import { FlowButton } from "@/components/auth/flow-button";
import { phonePage } from "@/lib/approvals/pages";
import { refusalOf } from "@/lib/approvals/refusals";
import { approvalView } from "@/lib/approvals/view";
import { requireSession } from "@/lib/auth/session";
import { HOME } from "@/lib/redirect";
import { waitingStepUp } from "@/lib/step-up/approve";
import { askStepUpPin } from "../actions";
import { askAgain, cancel, goOn } from "./actions";

export const metadata: Metadata = { title: "Check your phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function ConfirmApprovePage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession("/account/confirm/approve", HOME);
  const { ways, ask } = await searchParams;
  const waiting = await waitingStepUp(session);
  if (!waiting) redirect(HOME);
  const { row, formToken } = waiting;
  const view = approvalView("step-up", row);
  const refused = view.state === "denied" || view.state === "disowned";
  return (
    <div className="column-narrow">
      <ApprovalStep
        view={view}
        page="/account/confirm/approve"
        phonePage={phonePage()}
        formToken={formToken}
        notice={refusalOf(ask)}
        goOn={{ action: goOn, label: "Continue" }}
        askAgain={askAgain}
        waysOpen={ways !== undefined || view.now >= view.otherWaysAt}
        ways={
          <FlowButton
            action={askStepUpPin}
            formToken={session.formToken}
            fields={{ next: row.returnTo ?? HOME }}
            label="Send me a PIN"
            pendingLabel="Sending…"
          />
        }
        wayOut={
          refused ? (
            <p>
              <a href={HOME}>Back to your account</a>
            </p>
          ) : (
            <FlowButton action={cancel} formToken={formToken} label="Cancel" variant="quiet" />
          )
        }
      />
    </div>
  );
}
