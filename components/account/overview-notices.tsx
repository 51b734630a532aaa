import { Alert } from "@/components/ui/alert";
import type { ChangedWords } from "@/lib/account/changed";
import type { Session } from "@/lib/auth/session";

type OverviewNoticesProps = Readonly<{
  welcome: boolean;
  changed: ChangedWords | null;
  /** Why nothing can be changed just now. */
  frozen: string | null;
  session: Session;
}>;

/** In a trusted browser, without the second step. */
const PasswordAlone = () => (
  <Alert
    tone="notice"
    title="You logged in with the password alone"
    action={<a href="/account/confirm?next=/account">Confirm with a second step</a>}
  >
    This browser is trusted, so that shows you the account. To change something of it, confirm with a second
    step.
  </Alert>
);

/** Somebody with the number alone may look; what they need for more depends on what the account has. */
function PhoneAlone({ hasPassword }: { hasPassword: boolean }) {
  const way = hasPassword ? (
    <a href="/account/confirm?next=/account">Confirm with the password</a>
  ) : (
    <a href="/account/password">Choose a password</a>
  );
  return (
    <Alert tone="notice" title="You logged in with the phone alone" action={way}>
      That shows you the account.{" "}
      {hasPassword
        ? "To change something of it, confirm with the password."
        : "To change something of it, choose a password first."}
    </Alert>
  );
}

/** What has just happened, and what cannot be done. */
export function OverviewNotices({ welcome, changed, frozen, session }: OverviewNoticesProps) {
  const { phoneEnding, hasPassword } = session.user;
  const alone = session.methods.includes("pwd") ? (
    <PasswordAlone />
  ) : (
    <PhoneAlone hasPassword={hasPassword} />
  );
  const next = hasPassword ? "takes your password and a PIN" : "takes a PIN";
  return (
    <>
      {welcome ? (
        <Alert
          tone="success"
          title="Your account is ready"
          action={hasPassword ? <a href="/account/security">See the stronger ways</a> : undefined}
        >
          From now on, logging in {next} sent to the phone ending in {phoneEnding}. Texts are the weakest
          second step: numbers can be taken over, and texts read along. A passkey or an app is stronger, and
          quicker.
        </Alert>
      ) : null}
      {changed ? (
        <Alert tone="success" title={changed.title}>
          {changed.text}
        </Alert>
      ) : null}
      {frozen ? (
        <Alert tone="notice" title="Changes are paused">
          {frozen}
        </Alert>
      ) : null}
      {session.aal === 1 ? alone : null}
    </>
  );
}
