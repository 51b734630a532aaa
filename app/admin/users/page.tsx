import type { Metadata } from "next";
import { AccountLines } from "@/components/admin/account-lines";
import { AdminNav } from "@/components/admin/admin-nav";
import { SearchForm } from "@/components/admin/search-form";
import { PageHeading } from "@/components/ui/page-heading";
import { allAccounts } from "@/lib/admin/accounts";
import { requireSession } from "@/lib/auth/session";
import { readVisitor } from "@/lib/visitor";
import { search } from "./actions";

export const metadata: Metadata = { title: "Users" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function UsersPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const session = await requireSession("/admin/users");
  const { after } = await searchParams;
  const { accounts, continued, older } = await allAccounts(session, await readVisitor(), after);
  return (
    <div className="column-admin">
      <AdminNav current="users" />
      <PageHeading title="Users" lead="Whom you look for and whose account you open is written down." />
      <SearchForm action={search} formToken={session.formToken}>
        <section className="stack" aria-labelledby="all">
          <h2 id="all">All accounts, the newest first</h2>
          {accounts.length > 0 ? (
            <AccountLines accounts={accounts} />
          ) : (
            <p>There is no {continued ? "older account" : "account yet"}.</p>
          )}
          {older || continued ? (
            <nav aria-label="Pages of the list" className="history-filters">
              {continued ? <a href="/admin/users">Newest</a> : null}
              {older ? <a href={older}>Older</a> : null}
            </nav>
          ) : null}
        </section>
      </SearchForm>
    </div>
  );
}
