import type { Metadata } from "next";
import { ChangeButton } from "@/components/account/change-button";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { moment } from "@/lib/notices/moments";
import { policy } from "@/lib/policy";
import { canRecover, requireLostLogin } from "@/lib/recovery/ask";
import { waitText } from "@/lib/wait-text";
import { askToRecover } from "./actions";

export const metadata: Metadata = { title: "Everything lost" };

const { waitSeconds, openSeconds } = policy.recovery;
const openDays = Math.floor(openSeconds / 86_400);

function Waiting({ readyAt, endsAt }: Readonly<{ readyAt: Date; endsAt: Date }>) {
  return (
    <Alert tone="success" title="It is asked for">
      <p>
        From {moment(readyAt)} on you can give the account a new phone, until {moment(endsAt)}. The link comes
        by mail then, to the address of the account; keep your password. Whoever has the account can stop it
        until it is done.
      </p>
    </Alert>
  );
}

function Explanation({ formToken }: { formToken: string }) {
  return (
    <>
      <ol className="steps">
        <li>
          You ask for it now. We tell every address and phone that the account has, at once, and each of these
          messages can stop it. So does any login.
        </li>
        <li>
          You wait {waitText(waitSeconds)}: long enough for the owner to hear of it, if that is not you.
          Nobody can make it shorter.
        </li>
        <li>
          Then a link comes by mail. For {openDays} days it lets you give the account a new phone, with your
          password and a PIN to that phone.
        </li>
      </ol>
      <p>
        At the end everything else is gone: the old number, phones that approve, passkeys, authenticator apps,
        recovery codes and trusted browsers. Every login ends. Your account and its history stay.
      </p>
      <ChangeButton action={askToRecover} formToken={formToken} variant="primary" pendingLabel="Asking…">
        Begin the wait
      </ChangeButton>
    </>
  );
}

function Impossible() {
  return (
    <Alert tone="notice" title="This cannot be offered here">
      <p>
        This service cannot send mail, so it could neither warn the owner of the account nor send you a link.
        Whoever runs it can help you.
      </p>
    </Alert>
  );
}

/** The password was right, and nothing that the account asks for beside it can be shown. */
export default async function LostPage() {
  const { back, formToken, readyAt, endsAt } = await requireLostLogin();
  return (
    <>
      <PageHeading
        title="Everything lost?"
        lead="Your password was right. Without anything else of yours it takes time to get back in, so that nobody who only knows the password can."
      />
      <div className="stack">
        {readyAt && endsAt ? (
          <Waiting readyAt={readyAt} endsAt={endsAt} />
        ) : canRecover() ? (
          <Explanation formToken={formToken} />
        ) : (
          <Impossible />
        )}
      </div>
      <p className="form-aside">
        Found something after all? <a href={back}>Back to the login</a>
      </p>
    </>
  );
}
