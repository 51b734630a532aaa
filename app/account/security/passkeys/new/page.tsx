import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AccountNav } from "@/components/account/account-nav";
import { NeedsScript } from "@/components/passkeys/needs-script";
import { PasskeyMaker } from "@/components/passkeys/passkey-maker";
import { PageHeading } from "@/components/ui/page-heading";
import { seenWords } from "@/lib/account/seen";
import { requireSession } from "@/lib/auth/session";
import { begunPasskey } from "@/lib/passkeys/enrol";
import { policy } from "@/lib/policy";
import { readVisitor } from "@/lib/visitor";
import { save } from "./actions";

export const metadata: Metadata = { title: "Add a passkey" };

const LIST = "/account/security/passkeys";

export default async function NewPasskeyPage() {
  const session = await requireSession("/account/security/passkeys/new", LIST);
  const begun = await begunPasskey(session);
  if (!begun) redirect(LIST);
  const { browser } = await readVisitor();
  const { nameLength } = policy.factors;
  return (
    <div className="column-account">
      <AccountNav current="security" />
      <PageHeading
        title="Add a passkey"
        lead="Your device asks for your finger, your face or its PIN, and keeps the passkey. We only get what it is checked with. Your other sessions end then."
      />
      <div className="stack">
        <NeedsScript otherwise="Turn it on for this page, or go back." />
        <PasskeyMaker
          action={save}
          options={begun.options}
          formToken={begun.formToken}
          name={`Passkey in ${seenWords(browser) ?? "a browser"}`.slice(0, nameLength)}
          nameLength={nameLength}
        />
        <p>
          <a href={LIST}>Back to your passkeys</a>
        </p>
      </div>
    </div>
  );
}
