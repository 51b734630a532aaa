import type { Metadata } from "next";
import { PinStep } from "@/components/auth/pin-step";
import { Ways } from "@/components/auth/ways";
import { refusalOf } from "@/lib/approvals/refusals";
import { pinView } from "@/lib/challenges/view";
import { requireLoginStep } from "@/lib/login/guard";
import { tryAnotherWay } from "../ways/actions";
import { cancel, confirmSilently, goOn, refuseCall, resendPin, submitPin } from "./actions";

export const metadata: Metadata = { title: "Enter your PIN" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginPinPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next, silent, ask } = await searchParams;
  const { step, formToken } = await requireLoginStep();
  return (
    <PinStep
      flow="login"
      page="/login/pin"
      view={pinView(step)}
      formToken={formToken}
      step={{ now: 2, of: 2, label: "PIN" }}
      submitLabel="Log in"
      failed={{ next: next === "failed", silent: silent === "failed" }}
      actions={{ submitPin, resendPin, goOn, refuseCall, confirmSilently }}
      {...(step.neutral && {
        wrongNumber: "/login/phone",
        otherWay: { href: "/login", label: "Log in with a password" },
      })}
      notice={refusalOf(ask)}
      {...(!step.neutral && {
        ways: (
          <Ways
            offered={step}
            current="pin"
            calls={false}
            action={tryAnotherWay}
            formToken={formToken}
            lost="/login/lost"
          />
        ),
      })}
      wayOut={{ action: cancel, label: "Cancel this login" }}
    />
  );
}
