import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import type { PinView } from "@/lib/challenges/view";
import type { FormState } from "@/lib/forms/state";
import type { PinField } from "@/lib/schemas/pin";
import { Delivery } from "./delivery";
import { DeliveryStatus } from "./delivery-status";
import type { Post } from "./flow-button";
import { type Flow, Live } from "./live";
import { NeutralStatus } from "./neutral-status";
import { ObstacleNotice } from "./obstacle-notice";
import { OtherWays } from "./other-ways";
import { PinForm } from "./pin-form";
import { SilentReturn } from "./silent-return";
import { SilentStep } from "./silent-step";
import { shownTag, tagHint } from "./tag-words";
import { Unscripted } from "./unscripted";

type PinStepProps = Readonly<{
  flow: Flow;
  /** The path of this page. */
  page: string;
  view: PinView;
  formToken: string;
  step?: { now: number; of: number; label: string };
  submitLabel: string;
  /** What the address says of the button pressed before. */
  failed: Readonly<{ next: boolean; silent: boolean }>;
  actions: Readonly<{
    submitPin: (previous: FormState<PinField>, form: FormData) => Promise<FormState<PinField>>;
    resendPin: Post;
    goOn: Post;
    refuseCall: Post;
    /** Only where a phone can confirm itself without a PIN. */
    confirmSilently?: Post;
  }>;
  /** Why another way could not be taken. */
  notice?: string | null;
  wrongNumber?: string;
  otherWay?: Readonly<{ href: string; label: string }>;
  /** Other second factors, by their buttons. */
  ways?: ReactNode;
  wayOut: { action: Post; label: string };
}>;

function Entry({ view, formToken, submitLabel, actions }: PinStepProps) {
  const { obstacle, channel } = view;
  if (obstacle !== null) return <ObstacleNotice obstacle={obstacle} />;
  if (channel === "silent_auth") return null;
  return (
    <PinForm
      action={actions.submitPin}
      digits={view.digits}
      formToken={formToken}
      submitLabel={submitLabel}
      message={view.expiresAt}
      tag={shownTag(view)}
      hint={tagHint(view)}
    />
  );
}

/** The PIN page of a login or a sign-up: what was sent where, the one input, and every way on. */
export function PinStep(props: PinStepProps) {
  const { flow, view, formToken, actions, failed } = props;
  const silent = view.channel === "silent_auth" && view.obstacle === null;
  return (
    <>
      <PageHeading
        title={silent ? "Confirm with your phone" : "Enter your PIN"}
        step={props.step}
        lead={
          <>
            {view.neutral ? null : (
              <p>
                For the account <strong>{view.username}</strong>.
              </p>
            )}
            {view.obstacle !== null ? null : view.neutral ? (
              <NeutralStatus view={view} />
            ) : (
              <DeliveryStatus view={view} />
            )}
          </>
        }
      />
      <div className="stack">
        {props.notice ? <Alert tone="error">{props.notice}</Alert> : null}
        {failed.next && view.nextOffered ? (
          <Alert tone="error">That could not be started just now. What we sent before stays good.</Alert>
        ) : null}
        {actions.confirmSilently ? (
          <SilentReturn
            key={view.channel}
            action={actions.confirmSilently}
            formToken={formToken}
            expected={silent}
            failed={failed.silent}
          >
            {silent ? <SilentStep silentUrl={view.silentUrl} phoneEnding={view.phoneEnding} /> : null}
          </SilentReturn>
        ) : null}
        <Entry {...props} />
      </div>
      <Delivery view={view} formToken={formToken} actions={actions} />
      <OtherWays
        view={view}
        formToken={formToken}
        resendPin={actions.resendPin}
        wrongNumber={props.wrongNumber}
        otherWay={props.otherWay}
        ways={props.ways}
        wayOut={props.wayOut}
      />
      <Live
        of={{ flow }}
        version={view.version}
        now={view.now}
        wakeAt={view.callRefused ? view.expiresAt : null}
      />
      <Unscripted path={props.page} view={view} />
    </>
  );
}
