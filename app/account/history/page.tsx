import type { Metadata } from "next";
import { AccountNav } from "@/components/account/account-nav";
import { HistoryFilters, HistoryList } from "@/components/account/history-list";
import { PageHeading } from "@/components/ui/page-heading";
import { historyFilters } from "@/lib/account/history";
import { ownHistory } from "@/lib/account/own-history";
import { requireSession } from "@/lib/auth/session";

export const metadata: Metadata = { title: "History" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

export default async function HistoryPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  const { user } = await requireSession("/account/history");
  const { kind, days, continued, older } = await ownHistory(user.id, await searchParams);
  const newest = historyFilters(kind).find(({ current }) => current);
  return (
    <div className="column-account">
      <AccountNav current="history" />
      <PageHeading
        title="History"
        lead={
          <p>
            What happened to this account, the newest first; times are UTC. If you did not do it,{" "}
            <a href="/account/sessions">end the other sessions</a> and{" "}
            <a href="/account/password">change the password</a>.
          </p>
        }
      />
      <div className="stack">
        <HistoryFilters filters={historyFilters(kind)} />
        {days.length === 0 ? (
          <p>
            {continued
              ? "There is nothing older."
              : kind === null
                ? "Nothing is written down yet. Logins, sessions and changes are listed here from now on."
                : "Nothing of this kind is written down."}
          </p>
        ) : (
          <HistoryList days={days} />
        )}
        {older || continued ? (
          <nav aria-label="Pages of the history" className="history-filters">
            {continued ? <a href={newest?.href}>Newest</a> : null}
            {older ? <a href={older}>Older</a> : null}
          </nav>
        ) : null}
      </div>
    </div>
  );
}
