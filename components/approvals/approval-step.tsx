import type { ReactNode } from "react";
import type { Post } from "@/components/auth/flow-button";
import { FlowButton } from "@/components/auth/flow-button";
import { Live } from "@/components/auth/live";
import { RefreshAt } from "@/components/auth/refresh-at";
import { Alert } from "@/components/ui/alert";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";
import type { ApprovalView } from "@/lib/approvals/view";
import { endedWords, whereToLook } from "./approval-words";
import { ContinueForm } from "./continue-form";
import { Digits } from "./digits";
import { RefreshOnce } from "./refresh-once";

type ApprovalStepProps = Readonly<{
  view: ApprovalView;
  /** The path of this page, and where phones open what waits for them. */
  page: string;
  phonePage: string;
  formToken: string;
  step?: { now: number; of: number; label: string };
  /** What the address says of the button pressed before. */
  notice: string | null;
  /** Goes on with what was approved. */
  goOn: Readonly<{ action: Post; label: string }>;
  askAgain: Post | null;
  /** Other ways to the same end, and whether they are shown without being asked for. */
  ways: ReactNode;
  waysOpen: boolean;
  wayOut: ReactNode;
}>;

const TITLES: Readonly<Record<ApprovalView["state"], string>> = {
  pending: "Check your phone",
  approved: "Approved",
  denied: "Refused",
  disowned: "Refused",
  exhausted: "Not approved",
  lapsed: "Not approved",
  cancelled: "Not approved",
};

function Waiting({ view, phonePage }: ApprovalStepProps) {
  const { digits, triesLeft, expiresAt, now, otherWaysAt } = view;
  return (
    <>
      {view.details.length > 0 ? (
        <Facts items={view.details.map(({ label, value }) => ({ term: label, value }))} />
      ) : null}
      <p>Type these digits there, if what it shows is right:</p>
      <Digits digits={digits ?? ""} />
      {triesLeft < 3 ? (
        <Alert tone="error">
          {`The digits typed on the phone were wrong. ${triesLeft === 1 ? "One try is" : `${triesLeft} tries are`} left.`}
        </Alert>
      ) : null}
      <p>
        Time left: <RefreshAt until={expiresAt} now={now} />
      </p>
      <p className="text-soft">{whereToLook(view, phonePage)}</p>
      {otherWaysAt > now ? <RefreshOnce at={otherWaysAt} now={now} /> : null}
    </>
  );
}

function Ended({ view, formToken, askAgain }: ApprovalStepProps) {
  const words = endedWords(view);
  const refused = view.state === "denied" || view.state === "disowned";
  return words ? (
    <Alert
      tone={refused ? "notice" : "error"}
      title={words.title}
      action={
        askAgain && !refused ? (
          <FlowButton
            action={askAgain}
            formToken={formToken}
            label="Ask my phone again"
            pendingLabel="Asking…"
            variant="primary"
          />
        ) : undefined
      }
    >
      {words.text}
    </Alert>
  ) : null;
}

/** The page that waits for a phone: what to type there, how long, and every other way. */
export function ApprovalStep(props: ApprovalStepProps) {
  const { view, page, notice, goOn, ways, waysOpen, wayOut, formToken } = props;
  const waits = view.state === "pending";
  const refused = view.state === "denied" || view.state === "disowned";
  return (
    <>
      <PageHeading
        title={TITLES[view.state]}
        step={props.step}
        lead={
          <p>
            {view.message}, for the account <strong>{view.username}</strong>.
          </p>
        }
      />
      <div className="stack" aria-live="polite">
        {notice ? <Alert tone="error">{notice}</Alert> : null}
        {waits ? <Waiting {...props} /> : null}
        {view.state === "approved" ? <ContinueForm formToken={formToken} {...goOn} /> : <Ended {...props} />}
      </div>
      {view.state === "approved" ? null : (
        <section className="other-ways" aria-label="Other ways">
          {refused || ways === null ? null : waysOpen || !waits ? (
            ways
          ) : (
            <p>
              <a href={`${page}?ways=1`}>Use another way</a>
            </p>
          )}
          {wayOut}
        </section>
      )}
      {refused || view.state === "approved" ? null : (
        <Live
          of={{ approval: view.purpose }}
          version={view.version}
          now={view.now}
          wakeAt={waits ? view.expiresAt : null}
        />
      )}
      {waits ? (
        <noscript>
          <meta httpEquiv="refresh" content={`4;url=${page}${waysOpen ? "?ways=1" : ""}`} />
        </noscript>
      ) : null}
    </>
  );
}
