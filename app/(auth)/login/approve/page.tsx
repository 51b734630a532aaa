import type { Metadata } from "next";
import { ApprovalStep } from "@/components/approvals/approval-step";
import { FlowButton } from "@/components/auth/flow-button";
import { Ways } from "@/components/auth/ways";
import { ButtonLink } from "@/components/ui/button";
import { phonePage } from "@/lib/approvals/pages";
import { refusalOf } from "@/lib/approvals/refusals";
import { approvalView } from "@/lib/approvals/view";
import { offersCalls, requireWaitingLogin } from "@/lib/login/approve";
import { otherWays } from "@/lib/login/second-steps";
import { waysOf } from "@/lib/login/ways";
import { tryAnotherWay } from "../ways/actions";
import { askAgain, cancel, goOn } from "./actions";

export const metadata: Metadata = { title: "Check your phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginApprovePage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { ways, ask } = await searchParams;
  const { row, handle, formToken } = await requireWaitingLogin();
  const offered = await waysOf(handle);
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
        offered ? (
          <Ways
            ways={otherWays(offered, "approval", offersCalls())}
            action={tryAnotherWay}
            formToken={formToken}
            lost="/login/lost"
          />
        ) : null
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
