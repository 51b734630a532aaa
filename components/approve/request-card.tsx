"use client";

import { type FormEvent, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Countdown } from "@/components/ui/countdown";
import { Facts } from "@/components/ui/facts";
import { PinField } from "@/components/ui/pin-field";
import { policy } from "@/lib/policy";
import { type ApprovalRequest, type Decision, statementText } from "@/lib/schemas/approval";
import { signed } from "./phone/keys";
import { type Answer, appNow, post } from "./phone/post";
import type { Phone } from "./phone/store";

export type Shown = Readonly<{
  phone: Phone;
  id: string;
  /** What is signed, to the byte, and what it says. */
  text: string;
  request: ApprovalRequest;
  triesLeft: number;
}>;

type RequestCardProps = Readonly<{
  audience: string;
  shown: Shown;
  onAnswer: (answer: Answer, decision: Decision) => void;
}>;

const { digits } = policy.approval;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

function facts({ account, browser, place, address, askedAt, details }: ApprovalRequest) {
  return [
    ...details.map(({ label, value }) => ({ term: label, value: <bdi>{value}</bdi> })),
    { term: "Account", value: <bdi>{account}</bdi> },
    { term: "Browser", value: <bdi>{browser}</bdi> },
    { term: "From", value: <bdi>{[place, address].filter(Boolean).join(", ") || "an unknown place"}</bdi> },
    { term: "Asked at", value: <time dateTime={askedAt}>{clock.format(new Date(askedAt))}</time> },
  ];
}

const triesWords = (left: number): string =>
  `Those are not the digits on the other screen. ${left === 1 ? "One try is" : `${left} tries are`} left.`;

/** One request, in full: nothing is approved that was not shown, as what is signed is what is shown. */
export function RequestCard({ audience, shown, onAnswer }: RequestCardProps) {
  const { phone, id, text, request } = shown;
  const [pending, setPending] = useState<Decision | null>(null);
  const [error, setError] = useState<string>();
  const [failed, setFailed] = useState(false);

  async function answer(decision: Decision, typed: string | null) {
    setPending(decision);
    setError(undefined);
    setFailed(false);
    try {
      const signature = await signed(phone.privateKey, statementText(decision, typed, phone.device, text));
      const told = await post(phone, audience, { do: "decide", id, decision, digits: typed, signature });
      if (told.kind === "decided" && told.state === "pending") setError(triesWords(told.triesLeft));
      else onAnswer(told, decision);
    } catch {
      setFailed(true);
    } finally {
      setPending(null);
    }
  }

  function approve(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem("digits");
    const typed = field instanceof HTMLInputElement ? field.value : "";
    if (typed.length === digits) void answer("approved", typed);
    else setError(`Type all ${digits} digits that the other screen shows.`);
  }

  return (
    <article className="approval-card" aria-labelledby={`request-${id}`}>
      <header className="approval-head">
        {request.logo?.startsWith("/") ? (
          <svg width={48} height={48} aria-hidden="true">
            <image href={request.logo} width={48} height={48} />
          </svg>
        ) : null}
        <h2 id={`request-${id}`}>
          <bdi>{request.message}</bdi>
        </h2>
      </header>
      <Facts items={facts(request)} />
      <form onSubmit={approve} className="stack" noValidate>
        {failed ? (
          <Alert tone="error">
            The answer could not be sent. Is there a network? Nothing was approved; try again.
          </Alert>
        ) : null}
        <PinField
          name="digits"
          id={`digits-${id}`}
          label="Digits on the other screen"
          hint={
            <>
              Only if it is you who is asking. Time left:{" "}
              <Countdown until={request.expiresAt} now={new Date(appNow()).toISOString()} />
            </>
          }
          error={error}
          digits={digits}
          autoComplete="off"
          required
        />
        <Button pending={pending === "approved"} waiting={pending !== null} pendingLabel="Approving…">
          Approve
        </Button>
      </form>
      <div className="approval-no">
        <Button
          type="button"
          variant="secondary"
          pending={pending === "denied"}
          waiting={pending !== null}
          pendingLabel="Refusing…"
          onClick={() => answer("denied", null)}
        >
          Say no
        </Button>
        <Button
          type="button"
          variant="quiet"
          pending={pending === "disowned"}
          waiting={pending !== null}
          pendingLabel="Reporting…"
          onClick={() => answer("disowned", null)}
        >
          This was not me
        </Button>
      </div>
      <p className="field-hint">
        “This was not me” also logs out every browser that is logged in to the account, and tells you by mail.
      </p>
    </article>
  );
}
