import type { Metadata } from "next";
import { ApprovalStep } from "@/components/approvals/approval-step";
import { FlowButton } from "@/components/auth/flow-button";
import { ButtonLink } from "@/components/ui/button";
import { phonePage } from "@/lib/approvals/pages";
import { refusalOf } from "@/lib/approvals/refusals";
import { approvalView } from "@/lib/approvals/view";
import { offersCalls, requireWaitingLogin } from "@/lib/login/approve";
import { askAgain, callInstead, cancel, goOn, textInstead } from "./actions";

export const metadata: Metadata = { title: "Check your phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginApprovePage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { ways, ask } = await searchParams;
  const { row, formToken } = await requireWaitingLogin();
  const view = approvalView("login", row);
  const refused = view.state === "denied" || view.state === "disowned";
  return (
    <ApprovalStep
      view={view}
      page="/login/approve"
      phonePage={phonePage()}
      formToken={formToken}
      step={{ now: 2, of: 2, label: "Phone" }}
      notice={refusalOf(ask)}
      goOn={{ action: goOn, label: "Log in" }}
      askAgain={askAgain}
      waysOpen={ways !== undefined || view.now >= view.otherWaysAt}
      ways={
        <>
          <FlowButton
            action={textInstead}
            formToken={formToken}
            label="Text me a PIN"
            pendingLabel="Sending…"
          />
          {offersCalls() ? (
            <FlowButton
              action={callInstead}
              formToken={formToken}
              label="Call me with a PIN"
              pendingLabel="Calling…"
            />
          ) : null}
        </>
      }
      wayOut={
        refused ? (
          <ButtonLink href="/login">Log in again</ButtonLink>
        ) : (
          <FlowButton action={cancel} formToken={formToken} label="Cancel this login" variant="quiet" />
        )
      }
    />
  );
}
