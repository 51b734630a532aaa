import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountNav } from "@/components/account/account-nav";
import { ChangeButton } from "@/components/account/change-button";
import { leftWords } from "@/components/factors/left-words";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { isLastRequired } from "@/lib/access/roles";
import { lastRequiredWords } from "@/lib/account/required";
import { requireSession } from "@/lib/auth/session";
import { factorNames, isFactorKind } from "@/lib/factors/names";
import { removalOf } from "@/lib/factors/own";
import { factorPages, removalPage } from "@/lib/factors/pages";
import { remove } from "./actions";

export const metadata: Metadata = { title: "Remove a way to log in" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** What is left afterwards, before anything is removed. */
export default async function RemovePage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { kind, id } = await searchParams;
  const asked = isFactorKind(kind) && typeof id === "string";
  const page = asked ? removalPage(kind, id) : "/account/security";
  const session = await requireSession("/account/security/remove", page);
  if (!asked) redirect(page);
  const { user, formToken } = session;
  const removal = await removalOf(kind, user.id, id);
  if (!removal) redirect(factorPages[kind]);
  const word = factorNames.find((one) => one.kind === kind)?.name.toLowerCase();
  const left = leftWords(removal);
  const kept = kind === "passkey" && isLastRequired(user.required);
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title={`Remove this ${word}?`}
        lead={
          <p>
            It is called <strong>{removal.name}</strong>. It opens nothing here any more then, and your other
            sessions end.
          </p>
        }
      />
      <div className="stack">
        {kept ? (
          <Alert tone="notice" title="It stays for now">
            {lastRequiredWords}
          </Alert>
        ) : left ? (
          <p>{`You still have ${left} then, and the PIN that we send to the phone ending in ${user.phoneEnding}.`}</p>
        ) : (
          <Alert tone="notice" title="It is the last one that is stronger than a text">
            {`Then only your password and the PIN that we send to the phone ending in ${user.phoneEnding} stand between your account and somebody else. Texts can be read along, and numbers taken over.`}
          </Alert>
        )}
        {kept ? null : (
          <ChangeButton
            action={remove}
            formToken={formToken}
            fields={{ kind, id }}
            variant="primary"
            pendingLabel="Removing"
          >
            {`Remove the ${word}`}
          </ChangeButton>
        )}
        <p>
          <a href={factorPages[kind]}>Keep it</a>
        </p>
      </div>
    </div>
  );
}
