import type { ReactNode } from "react";
import type { SessionView } from "@/lib/account/sessions";
import { type ChangeAction, ChangeButton } from "./change-button";
import { Time } from "./time";

type SessionListProps = Readonly<{
  sessions: readonly SessionView[];
  action: ChangeAction;
  formToken: string;
  /** The one that somebody pressed before they were asked to confirm. */
  asked: string | null;
}>;

function Session({ session, children }: { session: SessionView; children: ReactNode }) {
  const { browser, place, methods, openedAt, lastSeenAt, lastActive } = session;
  return (
    <div className="ledger-line">
      <div>
        <h2 className="ledger-title">
          <bdi>{browser}</bdi>
          {place ? (
            <>
              , <bdi>{place}</bdi>
            </>
          ) : null}
        </h2>
        <p className="ledger-note">
          Last active <time dateTime={lastSeenAt}>{lastActive}</time>
        </p>
        <p className="ledger-note">
          Began <Time at={openedAt} exact />, with {methods}
        </p>
      </div>
      <div className="ledger-way">{children}</div>
    </div>
  );
}

/** Sessions with a button each; the one that looks at them has none, and is marked. */
export function SessionList({ sessions, action, formToken, asked }: SessionListProps) {
  return (
    <ul className="ledger">
      {sessions.map((session) => (
        <li key={session.id} aria-current={session.id === null ? "true" : undefined}>
          <Session session={session}>
            {session.id === null ? (
              <p className="ledger-mark">This session</p>
            ) : (
              <ChangeButton
                action={action}
                formToken={formToken}
                fields={{ session: session.id }}
                pendingLabel="Ending"
                variant={session.id === asked ? "secondary" : "quiet"}
              >
                End
                <span className="sr-only">{` the session in ${session.browser}, last active ${session.lastActive}`}</span>
              </ChangeButton>
            )}
          </Session>
        </li>
      ))}
    </ul>
  );
}
