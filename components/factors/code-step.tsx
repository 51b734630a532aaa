import type { ReactNode } from "react";
import { RefreshAt } from "@/components/auth/refresh-at";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { policy } from "@/lib/policy";
import { type CodeAction, CodeForm } from "./code-form";

type CodeStepProps = Readonly<{
  kind: "authenticator" | "recovery";
  username: string;
  /** Milliseconds since 1970; infinity when no code will be taken. */
  lockedUntil: number | null;
  now: number;
  formToken: string;
  action: CodeAction;
  submitLabel: string;
  step?: { now: number; of: number; label: string };
  /** Why another way could not be taken. */
  notice: string | null;
  /** Every other way, and the way out. */
  ways: ReactNode;
}>;

const words = {
  authenticator: {
    title: "Enter the code of your app",
    lead: "Open the authenticator app and enter the digits that it shows for this account now.",
  },
  recovery: {
    title: "Enter a recovery code",
    lead: "One of those that you wrote down. It is used up by this, and you can make a new one in its place.",
  },
} as const;

const iso = (ms: number): string => new Date(ms).toISOString();

/** The page that asks for a code which the person has already. */
export function CodeStep(props: CodeStepProps) {
  const { kind, username, lockedUntil, now, formToken, action, submitLabel, step, notice, ways } = props;
  return (
    <>
      <PageHeading
        title={words[kind].title}
        step={step}
        lead={
          <>
            <p>
              For the account <strong>{username}</strong>.
            </p>
            <p>{words[kind].lead}</p>
          </>
        }
      />
      <div className="stack">
        {notice ? <Alert tone="error">{notice}</Alert> : null}
        {lockedUntil === null ? (
          <CodeForm
            kind={kind}
            action={action}
            formToken={formToken}
            digits={policy.authenticator.digits}
            submitLabel={submitLabel}
          />
        ) : (
          <Alert tone="error" title="Too many wrong codes">
            {Number.isFinite(lockedUntil) ? (
              <p>
                To protect the account we take no code here for{" "}
                <RefreshAt until={iso(lockedUntil)} now={iso(now)} />. Your password is not affected, and what
                cannot be guessed, as a passkey or your phone, works as ever.
              </p>
            ) : (
              <p>
                No code is taken here any more. What cannot be guessed, as a passkey or your phone, works as
                ever, and so does a browser in which you have logged in before.
              </p>
            )}
          </Alert>
        )}
      </div>
      <section className="other-ways" aria-label="Other ways">
        {ways}
      </section>
    </>
  );
}
