import type { Metadata } from "next";
import { LoginWays } from "@/components/auth/login-ways";
import { CodeStep } from "@/components/factors/code-step";
import { refusalOf } from "@/lib/approvals/refusals";
import { offersCalls } from "@/lib/login/approve";
import { otherWays } from "@/lib/login/second-steps";
import { requireSecondStep } from "@/lib/login/ways";
import { cancelSecondStep, tryAnotherWay } from "../ways/actions";
import { submitCode } from "./actions";

export const metadata: Metadata = { title: "Recovery code" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginRecoveryPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { ask } = await searchParams;
  const { step, formToken } = await requireSecondStep("recovery");
  return (
    <CodeStep
      kind="recovery"
      username={step.username}
      lockedUntil={step.lockedUntil}
      now={step.now}
      formToken={formToken}
      action={submitCode}
      submitLabel="Log in"
      step={{ now: 2, of: 2, label: "Recovery code" }}
      notice={refusalOf(ask)}
      ways={
        <LoginWays
          ways={otherWays(step, "recovery", offersCalls())}
          formToken={formToken}
          turn={tryAnotherWay}
          cancel={cancelSecondStep}
        />
      }
    />
  );
}
