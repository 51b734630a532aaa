import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { Time } from "@/components/account/time";
import type { TrustView } from "@/lib/trust/browsers";

type TrustListProps = Readonly<{
  browsers: readonly TrustView[];
  action: ChangeAction;
  formToken: string;
}>;

function Facts({ browser, place, createdAt, lastUsedAt, until }: TrustView) {
  return (
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
        Trusted since <Time at={createdAt} exact />, until <Time at={until} exact />
      </p>
      <p className="ledger-note">
        Last used <Time at={lastUsedAt} exact />
      </p>
    </div>
  );
}

/** Browsers that need no second step, with a button each; the one that looks at them is marked. */
export function TrustList({ browsers, action, formToken }: TrustListProps) {
  return (
    <ul className="ledger">
      {browsers.map((view) => (
        <li key={view.id} aria-current={view.here ? "true" : undefined}>
          <div className="ledger-line">
            <Facts {...view} />
            <div className="ledger-way">
              {view.here ? <p className="ledger-mark">This browser</p> : null}
              <ChangeButton
                action={action}
                formToken={formToken}
                fields={{ browser: view.id }}
                pendingLabel="Ending"
                variant="quiet"
              >
                Trust it no more
                <span className="sr-only">{` (${view.browser}, trusted until ${view.until.slice(0, 10)})`}</span>
              </ChangeButton>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
