import type { Metadata } from "next";
import { ApprovalStep } from "@/components/approvals/approval-step";
import { FlowButton } from "@/components/auth/flow-button";
import { requireWaitingAction } from "@/lib/approvals/action";
import { phonePage } from "@/lib/approvals/pages";
import { approvalView } from "@/lib/approvals/view";
import { requireSession } from "@/lib/auth/session";
import { HOME } from "@/lib/redirect";
import { cancel, goOn } from "./actions";

export const metadata: Metadata = { title: "Check your phone" };

/** Waits for the phone to approve an action of the account, whatever it is. */
export default async function ApprovePage() {
  const session = await requireSession("/account/approve", HOME);
  const { row, formToken } = await requireWaitingAction(session);
  const view = approvalView("action", row);
  return (
    <div className="column-narrow">
      <ApprovalStep
        view={view}
        page="/account/approve"
        phonePage={phonePage()}
        formToken={formToken}
        notice={null}
        goOn={{ action: goOn, label: "Continue" }}
        askAgain={null}
        waysOpen={false}
        ways={null}
        wayOut={
          view.state === "pending" ? (
            <FlowButton action={cancel} formToken={formToken} label="Cancel" variant="quiet" />
          ) : (
            <p>
              <a href={row.returnTo ?? HOME}>Back to where you were</a>
            </p>
          )
        }
      />
    </div>
  );
}
