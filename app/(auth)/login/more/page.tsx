import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NamesForm } from "@/components/auth/names-form";
import { OwnPasswordForm } from "@/components/auth/own-password-form";
import { Alert } from "@/components/ui/alert";
import { ButtonLink } from "@/components/ui/button";
import { PageHeading } from "@/components/ui/page-heading";
import { formToken, readHandle } from "@/lib/flow-cookie";
import { heldLogin } from "@/lib/login/more";
import { submitMorePassword, submitNames } from "./actions";

export const metadata: Metadata = { title: "One more thing" };

/** The PIN of a login by phone was right, and is not enough: the number is new here, or has not been used for long. */
export default async function MorePage() {
  const handle = await readHandle("login");
  const login = handle ? await heldLogin(handle) : null;
  if (!handle || !login) redirect("/login?ended=expired");
  const token = formToken(handle);

  if (login.userId === null) {
    return (
      <>
        <PageHeading
          title="Your number is new here"
          lead={`The phone ending in ${login.phone.slice(-2)} is yours: the PIN was right. Two things more, and you have an account.`}
          step={{ now: 3, of: 3, label: "About you" }}
        />
        <NamesForm action={submitNames} formToken={token} />
      </>
    );
  }
  return (
    <>
      <PageHeading
        title="Your password, too"
        lead={`The PIN was right. The number ending in ${login.phone.slice(-2)} is not enough alone: it was changed lately, claimed by somebody else or not used for a long time, or the account has something stronger than a text.`}
        step={{ now: 3, of: 3, label: "Password" }}
      />
      {login.passwordHash === null ? (
        <Alert
          tone="notice"
          title="This account has no password yet"
          action={<ButtonLink href="/reset">Choose one by e-mail</ButtonLink>}
        >
          We send a link to its e-mail address. With it and a PIN you choose a password, and log in.
        </Alert>
      ) : (
        <>
          <OwnPasswordForm
            action={submitMorePassword}
            formToken={token}
            username={login.username ?? ""}
            submitLabel="Log in"
          />
          <p className="form-aside">
            <a href="/reset">Forgotten your password?</a>
          </p>
        </>
      )}
    </>
  );
}
