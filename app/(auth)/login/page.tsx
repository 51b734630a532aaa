import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EndedNotice } from "@/components/auth/ended-notice";
import { LoginForm } from "@/components/auth/login-form";
import { PasskeyLogin } from "@/components/passkeys/passkey-login";
import { PageHeading } from "@/components/ui/page-heading";
import { currentSession } from "@/lib/auth/session";
import { policy } from "@/lib/policy";
import { HOME, safeReturnPath } from "@/lib/redirect";
import { submitPassword } from "./actions";
import { enterByPasskey } from "./passkey/actions";

export const metadata: Metadata = { title: "Log in" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function LoginPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next, ended } = await searchParams;
  const returnTo = safeReturnPath(next);
  if (await currentSession()) redirect(returnTo ?? HOME);
  const query = returnTo ? `?next=${encodeURIComponent(returnTo)}` : "";

  return (
    <>
      <PageHeading
        title="Log in"
        lead="First your password, then a second step: a PIN to your phone, or what you have set up."
        step={{ now: 1, of: 2, label: "Password" }}
      />
      <div className="stack">
        <EndedNotice ended={ended} again="Log in again" />
        <LoginForm action={submitPassword} returnTo={returnTo} />
        <PasskeyLogin
          action={enterByPasskey}
          returnTo={returnTo}
          renewSeconds={policy.passkey.lifeSeconds / 2}
        />
      </div>
      <p className="form-aside">
        <a href="/reset">Forgotten your password?</a>
      </p>
      <p className="form-aside">
        No password at hand? <a href={`/login/phone${query}`}>Log in with your phone</a>
      </p>
      <p className="form-aside">
        No account yet? <a href={`/signup${query}`}>Create one</a>
      </p>
    </>
  );
}
