import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EndedNotice } from "@/components/auth/ended-notice";
import { SignupForm } from "@/components/auth/signup-form";
import { PageHeading } from "@/components/ui/page-heading";
import { readSignupForm } from "@/db/queries/signups";
import { leastPassword } from "@/lib/account/new-password";
import { currentSession } from "@/lib/auth/session";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { readHandle } from "@/lib/flow-cookie";
import { HOME, safeReturnPath } from "@/lib/redirect";
import type { SignupField } from "@/lib/schemas/signup";
import { firstCountry, isOpenCountry, openCountries, openCountriesHint } from "@/lib/sending/countries";
import { readVisitor } from "@/lib/visitor";
import { submitSignup } from "./actions";

export const metadata: Metadata = { title: "Create an account" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;
type Fields = Partial<Record<SignupField, string>>;

const takenMessages: Fields = {
  username: "Somebody took this user name, or one that looks like it, a moment ago. Choose another.",
  email: "This address already has an account. Log in instead, or use another address.",
  phone: "This number already belongs to an account. Log in instead, or use another number.",
};

/** What is told only after the phone was proved, at its field. */
function takenField(taken: string | string[] | undefined, typed: Fields | null): Fields {
  if (!typed || (taken !== "username" && taken !== "email" && taken !== "phone")) return {};
  return { [taken]: takenMessages[taken] };
}

/** A country that was closed since is no choice any more. */
function stillOpen({ country, ...typed }: Fields): Fields {
  return country !== undefined && isOpenCountry(country) ? { ...typed, country } : typed;
}

export default async function SignupPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next, ended, taken } = await searchParams;
  const returnTo = safeReturnPath(next);
  if (await currentSession()) redirect(returnTo ?? HOME);
  const handle = await readHandle("signup");
  const typed = handle ? await readSignupForm(hashSecret(handle)) : null;
  const { country } = await readVisitor();

  return (
    <>
      <PageHeading
        title="Create an account"
        lead="It takes two minutes. You need your phone beside you."
        step={{ now: 1, of: 2, label: "About you" }}
      />
      <div className="stack">
        <EndedNotice ended={ended} again="Fill in the form again" />
        <SignupForm
          action={submitSignup}
          countries={openCountries()}
          country={firstCountry(country)}
          countriesHint={openCountriesHint()}
          formKey={randomSecret()}
          returnTo={returnTo}
          least={leastPassword()}
          typed={stillOpen(typed ?? {})}
          taken={takenField(taken, typed)}
        />
      </div>
      <p className="form-aside">
        Already have an account?{" "}
        <a href={returnTo ? `/login?next=${encodeURIComponent(returnTo)}` : "/login"}>Log in</a>
      </p>
    </>
  );
}
