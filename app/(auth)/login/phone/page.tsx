import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { PhoneLoginForm } from "@/components/auth/phone-login-form";
import { PageHeading } from "@/components/ui/page-heading";
import { currentSession } from "@/lib/auth/session";
import { env } from "@/lib/env";
import { HOME, safeReturnPath } from "@/lib/redirect";
import { firstCountry, openCountries, openCountriesHint } from "@/lib/sending/countries";
import { readVisitor } from "@/lib/visitor";
import { submitNumber } from "./actions";

export const metadata: Metadata = { title: "Log in with your phone" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function PhoneLoginPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { next } = await searchParams;
  const returnTo = safeReturnPath(next);
  if (await currentSession()) redirect(returnTo ?? HOME);
  const { country } = await readVisitor();
  const query = returnTo ? `?next=${encodeURIComponent(returnTo)}` : "";

  return (
    <>
      <PageHeading
        title="Log in with your phone"
        lead={
          env().signupByPhone
            ? "A PIN to your phone, and no password. A number that is new here leads to an account of its own."
            : "A PIN to your phone, and no password. You can look at your account so; to change anything of it we ask for more."
        }
        step={{ now: 1, of: 2, label: "Number" }}
      />
      <PhoneLoginForm
        action={submitNumber}
        countries={openCountries()}
        country={firstCountry(country)}
        countriesHint={openCountriesHint()}
        returnTo={returnTo}
      />
      <p className="form-aside">
        <a href={`/login${query}`}>Log in with a password</a>
      </p>
    </>
  );
}
