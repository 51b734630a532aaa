import { type ChangeAction, ChangeButton } from "@/components/account/change-button";
import { ButtonLink } from "@/components/ui/button";
import type { Person } from "@/lib/admin/person";

type PersonWaysProps = Readonly<{
  person: Person;
  canReset: boolean;
  enable: ChangeAction;
  formToken: string;
}>;

/** What can be done to the account; what destroys something is asked again on its own page. */
export function PersonWays({ person, canReset, enable, formToken }: PersonWaysProps) {
  const { id, disabled, isOwn, sessions } = person;
  const page = `/admin/users/${id}`;
  return (
    <section className="stack" aria-labelledby="ways">
      <h2 id="ways">What you can do</h2>
      {disabled ? (
        <ChangeButton action={enable} formToken={formToken} fields={{ person: id }} pendingLabel="Enabling">
          Enable the account
        </ChangeButton>
      ) : (
        <p className="button-row">
          {sessions.length > 0 ? (
            <ButtonLink href={`${page}/sessions`} variant="secondary">
              End all sessions
            </ButtonLink>
          ) : null}
          {canReset ? (
            <ButtonLink href={`${page}/reset`} variant="secondary">
              Start a reset
            </ButtonLink>
          ) : null}
          {isOwn ? null : (
            <ButtonLink href={`${page}/disable`} variant="secondary">
              Disable the account
            </ButtonLink>
          )}
        </p>
      )}
      <p className="text-soft">
        You confirm that it is you before any of this, and the owner is told. Nobody can see or set a secret,
        change an address or a number, lift a pause of changes, or log in as somebody else.
      </p>
    </section>
  );
}
