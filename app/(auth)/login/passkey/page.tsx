import type { Metadata } from "next";
import { LoginWays } from "@/components/auth/login-ways";
import { PasskeyStep } from "@/components/passkeys/passkey-step";
import { refusalOf } from "@/lib/approvals/refusals";
import { offersCalls } from "@/lib/login/approve";
import { otherWays } from "@/lib/login/second-steps";
import { requireSecondStep } from "@/lib/login/ways";
import { optionsFor } from "@/lib/passkeys/show";
import { cancelSecondStep, tryAnotherWay } from "../ways/actions";
import { submitPasskey } from "./actions";

export const metadata: Metadata = { title: "Your passkey" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginPasskeyPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { ask } = await searchParams;
  const { step, handle, formToken } = await requireSecondStep("passkey");
  return (
    <PasskeyStep
      action={submitPasskey}
      options={await optionsFor({ kind: "login", handle }, step.userId)}
      formToken={formToken}
      username={step.username}
      step={{ now: 2, of: 2, label: "Passkey" }}
      notice={refusalOf(ask)}
      ways={
        <LoginWays
          ways={otherWays(step, "passkey", offersCalls())}
          formToken={formToken}
          turn={tryAnotherWay}
          cancel={cancelSecondStep}
        />
      }
    />
  );
}
