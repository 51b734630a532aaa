import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { Time } from "@/components/account/time";
import type { HeldSession, Person } from "@/lib/admin/person";

type PersonSessionsProps = Readonly<{ person: Person; endOne: ChangeAction; formToken: string }>;

function SessionFacts({ browser, place, methods, amr, aal, openedAt, lastSeenAt, lastActive }: HeldSession) {
  return (
    <div>
      <h3 className="ledger-title">
        <bdi>{browser}</bdi>
        {place ? (
          <>
            , <bdi>{place}</bdi>
          </>
        ) : null}
      </h3>
      <p className="ledger-note">
        Last active <time dateTime={lastSeenAt}>{lastActive}</time>, began <Time at={openedAt} exact />
      </p>
      <p className="ledger-note">
        {`AAL${aal}, with ${methods} `}
        <span className="mono">{`(${amr})`}</span>
      </p>
    </div>
  );
}

export function PersonSessions({ person, endOne, formToken }: PersonSessionsProps) {
  const { id: personId, sessions } = person;
  return (
    <section className="stack" aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      {sessions.length === 0 ? (
        <p>Nobody is logged in to this account.</p>
      ) : (
        <ul className="ledger">
          {sessions.map((session) => (
            <li key={session.id} className="ledger-line">
              <SessionFacts {...session} />
              <div className="ledger-way">
                {session.id === null ? (
                  <p className="ledger-mark">This session</p>
                ) : (
                  <ChangeButton
                    action={endOne}
                    formToken={formToken}
                    fields={{ person: personId, session: session.id }}
                    pendingLabel="Ending"
                    variant="quiet"
                  >
                    End
                    <span className="sr-only">{` the session in ${session.browser}, last active ${session.lastActive}`}</span>
                  </ChangeButton>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
