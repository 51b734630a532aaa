import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import type { PinView } from "@/lib/challenges/view";
import type { FormState } from "@/lib/forms/state";
import type { PinField } from "@/lib/schemas/pin";
import { FlowButton } from "./flow-button";
import { ObstacleNotice } from "./obstacle-notice";
import { PinForm } from "./pin-form";
import { RefreshAt } from "./refresh-at";

type Post = (form: FormData) => Promise<void>;

type PinStepProps = Readonly<{
  view: PinView;
  formToken: string;
  step: { now: number; of: number; label: string };
  submitLabel: string;
  callFailed: boolean;
  actions: {
    submitPin: (previous: FormState<PinField>, form: FormData) => Promise<FormState<PinField>>;
    resendPin: Post;
    callInstead: Post;
  };
  /** Where the number can be corrected. */
  wrongNumber?: string;
  wayOut?: { action: Post; label: string };
}>;

function Sent({ view }: { view: PinView }) {
  const phone = (
    <>
      the phone ending in <strong className="mono">{view.phoneEnding}</strong>
    </>
  );
  const what: ReactNode = view.calling ? (
    <>We are calling {phone} to read the PIN out. If the text still comes, it has the same PIN.</>
  ) : (
    <>
      We sent a text with a PIN of {view.digits} digits to {phone}.
    </>
  );
  return (
    <p>
      {what} It is good for <RefreshAt until={view.expiresAt} now={view.now} />.
    </p>
  );
}

/** The PIN page of a login or a sign-up: what was sent where, the one input, and every way on. */
export function PinStep(props: PinStepProps) {
  const { view, formToken, step, actions } = props;
  const { obstacle } = view;
  return (
    <>
      <PageHeading
        title="Enter your PIN"
        step={step}
        lead={
          <>
            <p>
              For the account <strong>{view.username}</strong>.
            </p>
            {obstacle === null ? <Sent view={view} /> : null}
          </>
        }
      />
      <div className="stack">
        {props.callFailed ? (
          <Alert tone="error">The call could not be started just now. The PIN in the text stays good.</Alert>
        ) : null}
        {obstacle === null ? (
          <PinForm
            action={actions.submitPin}
            digits={view.digits}
            formToken={formToken}
            submitLabel={props.submitLabel}
          />
        ) : (
          <ObstacleNotice obstacle={obstacle} />
        )}
      </div>
      <OtherWays {...props} />
    </>
  );
}

function OtherWays({ view, formToken, actions, wrongNumber, wayOut }: PinStepProps) {
  const { obstacle, resendAt, callsAt, now } = view;
  const token = { formToken };
  return (
    <section className="other-ways" aria-label="Other ways">
      {callsAt && obstacle === null ? (
        <div>
          <p>
            No text yet? We call you in <RefreshAt until={callsAt} now={now} />.
          </p>
          <FlowButton {...token} action={actions.callInstead} label="Call me now" pendingLabel="Calling…" />
        </div>
      ) : null}
      {resendAt ? (
        <FlowButton
          {...token}
          action={actions.resendPin}
          label="Send a new PIN"
          pendingLabel="Sending…"
          variant={obstacle === null ? "secondary" : "primary"}
          from={resendAt}
          now={now}
        />
      ) : null}
      {wrongNumber ? (
        <p>
          Wrong number? <a href={wrongNumber}>Correct it</a>
        </p>
      ) : null}
      {wayOut ? <FlowButton {...token} {...wayOut} variant="quiet" /> : null}
    </section>
  );
}
