import type { Metadata } from "next";
import { Alert } from "@/components/ui/alert";
import { Facts } from "@/components/ui/facts";
import { PageHeading } from "@/components/ui/page-heading";
import type { Method } from "@/lib/auth/assurance";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Your account" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

const methodNames: Record<Method, string> = { pwd: "password", sms: "PIN to your phone" };

const Time = ({ at, exact = false }: { at: Date; exact?: boolean }) => (
  <time dateTime={at.toISOString()}>{exact ? `${moment.format(at)} UTC` : date.format(at)}</time>
);

export default async function AccountPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession({ aal: 2, returnTo: "/account" });
  const { welcome } = await searchParams;
  const { user } = session;
  return (
    <div className="column-narrow stack">
      {welcome === undefined ? null : (
        <Alert tone="success" title="Your account is ready">
          From now on, logging in takes your password and a PIN sent to the phone ending in {user.phoneEnding}
          .
        </Alert>
      )}
      <PageHeading
        title={`Hello ${user.username}`}
        lead="Only you can see this page: both factors have passed."
      />
      <Facts
        items={[
          { term: "User name", value: user.username },
          { term: "E-mail address", value: user.email },
          { term: "Member since", value: <Time at={user.memberSince} /> },
          {
            term: "First factor",
            value: "Password",
          },
          {
            term: "Second factor",
            value: (
              <>
                PIN to the phone ending in <span className="mono">{user.phoneEnding}</span>, proved on{" "}
                <Time at={user.phoneConfirmedAt} />
              </>
            ),
          },
          {
            term: "This login",
            value: (
              <>
                <Time at={session.openedAt} exact />, with{" "}
                {session.methods.map((method) => methodNames[method]).join(" and ")}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}
