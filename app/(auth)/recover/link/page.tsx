import type { Metadata } from "next";
import { DeadLink } from "@/components/auth/dead-link";
import { RecoveryForm } from "@/components/recovery/recovery-form";
import { Alert } from "@/components/ui/alert";
import { PageHeading } from "@/components/ui/page-heading";
import { frozenMessage } from "@/lib/account/frozen";
import { takenWords } from "@/lib/account/taken-words";
import { moment } from "@/lib/notices/moments";
import { type RecoveryLink, readRecoveryLink } from "@/lib/recovery/link";
import { firstCountry, openCountries, openCountriesHint } from "@/lib/sending/countries";
import { readVisitor } from "@/lib/visitor";
import { submitNewPhone } from "./actions";

export const metadata: Metadata = { title: "A new phone", robots: { index: false, follow: false } };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

function Over() {
  return (
    <Alert tone="notice" title="That is over">
      It was stopped, was done already, or its time is over; nothing has changed now. If you still cannot get
      in, log in with your password and ask for it again.
    </Alert>
  );
}

type FormProps = Readonly<{
  link: string;
  username: string;
  /** Where the visitor seems to be. */
  country: string | null;
  taken: boolean;
}>;

function Form({ link, username, country, taken }: FormProps) {
  return (
    <>
      <p>
        For the account <strong>{username}</strong>. Its password and a PIN to your new phone are needed.
        Everything else that it could be logged in with is removed then, and every login ends.
      </p>
      <RecoveryForm
        action={submitNewPhone}
        link={link}
        username={username}
        countries={openCountries()}
        country={firstCountry(country)}
        countriesHint={openCountriesHint()}
        taken={taken ? takenWords.phone : undefined}
      />
    </>
  );
}

function Content({ view, ...form }: Readonly<{ view: RecoveryLink }> & Omit<FormProps, "username">) {
  switch (view.kind) {
    case "unknown":
      return <DeadLink />;
    case "over":
      return <Over />;
    case "early":
      return (
        <Alert tone="notice" title="Not yet">
          {`This link works from ${moment(view.readyAt)} on.`}
        </Alert>
      );
    case "frozen":
      return (
        <Alert tone="notice" title="Not now">
          {frozenMessage(view.until)}
        </Alert>
      );
    case "open":
      return <Form {...form} username={view.username} />;
  }
}

export default async function RecoverLinkPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { link, taken, ended } = await searchParams;
  const { country } = await readVisitor();
  const view = ended === undefined ? await readRecoveryLink(link) : ({ kind: "over" } as const);
  return (
    <>
      <PageHeading title="Give the account a new phone" />
      <div className="stack">
        <Content
          view={view}
          link={typeof link === "string" ? link : ""}
          country={country}
          taken={taken !== undefined}
        />
      </div>
      <p className="form-aside">
        <a href="/login">Log in</a>
      </p>
    </>
  );
}
