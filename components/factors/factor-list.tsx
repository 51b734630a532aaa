import { type RenameAction, RenameForm } from "@/components/account/rename-form";
import { Time } from "@/components/account/time";
import { ButtonLink } from "@/components/ui/button";
import type { FactorKind } from "@/lib/factors/names";
import type { FactorView } from "@/lib/factors/own";

type FactorListProps = Readonly<{
  kind: FactorKind;
  /** What one is called in a sentence: "passkey". */
  word: string;
  factors: readonly FactorView[];
  formToken: string;
  rename: RenameAction<"id">;
  /** What was typed before a step-up. */
  held: Readonly<Record<string, string>> | null;
}>;

/** Passkeys, or authenticator apps, each with its name, its last use, and the way to take it away. */
export function FactorList({ kind, word, factors, formToken, rename, held }: FactorListProps) {
  return (
    <ul className="ledger">
      {factors.map(({ id, name, browser, createdAt, lastUsedAt }) => (
        <li key={id}>
          <div className="ledger-line">
            <div className="grid gap-1">
              <h2 className="ledger-title">
                <bdi>{name}</bdi>
              </h2>
              <p className="ledger-note">
                Added in <bdi>{browser}</bdi>, <Time at={createdAt} />
              </p>
              <p className="ledger-note">
                {lastUsedAt ? (
                  <>
                    Last used <Time at={lastUsedAt} exact />
                  </>
                ) : (
                  "Not used yet"
                )}
              </p>
              <RenameForm
                action={rename}
                formToken={formToken}
                field="id"
                id={id}
                label={`Name of this ${word}`}
                name={held?.id === id && held.name ? held.name : name}
                open={held?.id === id}
              />
            </div>
            <div className="ledger-way">
              <ButtonLink
                href={`/account/security/remove?kind=${kind}&id=${encodeURIComponent(id)}`}
                variant="quiet"
              >
                Remove
                <span className="sr-only">{` the ${word} ${name}`}</span>
              </ButtonLink>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
