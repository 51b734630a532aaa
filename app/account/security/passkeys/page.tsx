import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { ChangeButton } from "@/components/account/change-button";
import { FrozenNotice } from "@/components/account/frozen-notice";
import { FactorList } from "@/components/factors/factor-list";
import { NeedsScript } from "@/components/passkeys/needs-script";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { frozenMessage } from "@/lib/account/frozen";
import { requireSession } from "@/lib/auth/session";
import { ownFactors } from "@/lib/factors/own";
import { heldForm } from "@/lib/step-up/hold";
import { begin, rename } from "./actions";

export const metadata: Metadata = { title: "Passkeys" };

const PAGE = "/account/security/passkeys";

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

function Done({ done }: Readonly<{ done: string | string[] | undefined }>) {
  if (done === "added")
    return (
      <Alert tone="success" title="The passkey is added">
        From now on it logs you in. Your other sessions have ended.
      </Alert>
    );
  if (done === "removed")
    return (
      <Alert tone="success" title="The passkey is removed">
        It opens nothing here any more, and your other sessions have ended. Your device may still offer it:
        delete it there too.
      </Alert>
    );
  return null;
}

export default async function PasskeysPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession(PAGE);
  const { done } = await searchParams;
  const { user, formToken } = session;
  const passkeys = await ownFactors("passkey", user.id);
  const held = await heldForm(session, PAGE);
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title="Passkeys"
        lead="A passkey stays in your device or your password manager and works at this address only, so nobody can trick you out of it. It logs you in without a password and without a PIN."
      />
      <div className="stack">
        <FrozenNotice why={user.frozenUntil && frozenMessage(user.frozenUntil)} />
        <Done done={done} />
        {passkeys.length > 0 ? (
          <FactorList
            kind="passkey"
            word="passkey"
            factors={passkeys}
            formToken={formToken}
            rename={rename}
            held={held}
          />
        ) : (
          <p className="text-soft">You have no passkey yet.</p>
        )}
        <NeedsScript otherwise="Everything else of your account works without it." />
        <ChangeButton
          action={begin}
          formToken={formToken}
          variant={passkeys.length > 0 ? "secondary" : "primary"}
        >
          {passkeys.length > 0 ? "Add another passkey" : "Add a passkey"}
        </ChangeButton>
        <p>
          <a href="/account/security">Back to security</a>
        </p>
      </div>
    </div>
  );
}
