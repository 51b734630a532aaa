import type { ReactNode } from "react";
import type { PinView } from "@/lib/challenges/view";
import { hasFailed } from "./delivery-words";
import { FlowButton, type Post } from "./flow-button";

type OtherWaysProps = Readonly<{
  view: PinView;
  formToken: string;
  resendPin: Post;
  /** Where another number can be given. */
  wrongNumber?: string | undefined;
  /** Another way altogether, by its page. */
  otherWay?: Readonly<{ href: string; label: string }> | undefined;
  /** Other ways in the same flow, by their buttons. */
  ways?: ReactNode;
  wayOut: Readonly<{ action: Post; label: string }>;
}>;

function SendAgain({ view, formToken, resendPin }: OtherWaysProps) {
  const { obstacle, resendAt, keepsOlder, channel, now } = view;
  const open = obstacle === null;
  if (resendAt === null) return open ? null : <p>No further PIN will be sent here.</p>;
  // A phone that confirms itself has no PIN to repeat.
  if (channel === "silent_auth") return null;
  return (
    <div>
      <FlowButton
        formToken={formToken}
        action={resendPin}
        label={open && keepsOlder ? "Send the PIN again" : "Send a new PIN"}
        pendingLabel="Sending…"
        variant={open ? "secondary" : "primary"}
        from={resendAt}
        now={now}
      />
      {open && !(hasFailed(view) && view.olderTags.length === 0) ? (
        <p className="field-hint">
          {keepsOlder ? "Texts that you have already stay good." : "The PIN that you have already ends then."}
        </p>
      ) : null}
    </div>
  );
}

/** Every way on that does not depend on what becomes of the message. */
export function OtherWays(props: OtherWaysProps) {
  const { formToken, wrongNumber, otherWay, ways, wayOut } = props;
  return (
    <section className="other-ways" aria-label="Other ways">
      <SendAgain {...props} />
      {ways}
      {wrongNumber ? (
        <p>
          Wrong number? <a href={wrongNumber}>Use another number</a>
        </p>
      ) : null}
      {otherWay ? (
        <p>
          <a href={otherWay.href}>{otherWay.label}</a>
        </p>
      ) : null}
      <FlowButton formToken={formToken} {...wayOut} variant="quiet" />
    </section>
  );
}
