import { Alert } from "@/components/ui/alert";
import type { SessionView } from "@/lib/account/sessions";

type SessionNoticesProps = Readonly<{
  /** What the address says was done. */
  ended: unknown;
  /** What somebody pressed before they were asked to confirm: a session's id, or `others`. */
  asked: string | null;
  sessions: readonly SessionView[];
}>;

function Ended({ ended }: { ended: unknown }) {
  switch (ended) {
    case "one":
      return (
        <Alert tone="success" title="The session has ended">
          Whoever uses it is asked to log in again.
        </Alert>
      );
    case "others":
      return (
        <Alert tone="success" title="All other sessions have ended">
          Whoever uses them is asked to log in again. Do you not know all of them?{" "}
          <a href="/account/password">Change the password</a> too.
        </Alert>
      );
    case "none":
      return (
        <Alert tone="notice" title="Nothing was ended">
          There was no such session any more. This is what is open now.
        </Alert>
      );
    default:
      return null;
  }
}

/** Confirming leads back here with nothing ended yet: that takes the same press again. */
function Asked({ asked, sessions }: Pick<SessionNoticesProps, "asked" | "sessions">) {
  const one = sessions.find(({ id }) => id !== null && id === asked);
  if (!one && asked !== "others") return null;
  return (
    <Alert tone="notice" title="You have confirmed that it is you">
      {one ? (
        <>
          The session in <bdi>{one.browser}</bdi>, last active {one.lastActive}, has not been ended yet: press
          "End" again.
        </>
      ) : (
        'Nothing has been ended yet: press "End all other sessions" again.'
      )}
    </Alert>
  );
}

export function SessionNotices({ ended, asked, sessions }: SessionNoticesProps) {
  return (
    <>
      <Ended ended={ended} />
      {ended === undefined ? <Asked asked={asked} sessions={sessions} /> : null}
    </>
  );
}
