import type { Metadata } from "next";
import { Time } from "@/components/account/time";
import { AdminNav } from "@/components/admin/admin-nav";
import { Bars } from "@/components/figures/bars";
import { FigureFacts, Remarks } from "@/components/figures/summary";
import { Trend } from "@/components/figures/trend";
import { NavLink } from "@/components/site/nav-link";
import { PageHeading } from "@/components/ui/page-heading";
import { requireSession } from "@/lib/auth/session";
import { figuresPage, periodOf, periods } from "@/lib/figures/read";

export const metadata: Metadata = { title: "Figures" };

type Query = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** How logins and messages went, over time, and how it stands just now. */
export default async function FiguresPage({ searchParams }: Readonly<{ searchParams: Query }>) {
  await requireSession("/admin/figures");
  const days = periodOf((await searchParams).days);
  const { view, budgets, breakers } = await figuresPage(days);
  return (
    <div className="column-admin">
      <AdminNav current="figures" />
      <PageHeading
        title="Figures"
        lead={`The last ${days} days and the ${days} before them, counted by days of UTC. Nobody is named here.`}
      />
      <nav aria-label="Time" className="history-filters">
        {periods.map((period) => (
          <NavLink key={period} href={`/admin/figures?days=${period}`} current={period === days}>
            {period} days
          </NavLink>
        ))}
      </nav>
      <div className="figures-head">
        {view.empty ? (
          <p>Nothing has happened yet. Once somebody has logged in, this page shows it.</p>
        ) : (
          <>
            <FigureFacts facts={view.facts} />
            <Remarks remarks={view.remarks} />
          </>
        )}
        <section className="stack" aria-labelledby="providers">
          <h2 id="providers">Providers just now</h2>
          <ul className="figures-remarks">
            {breakers.map(({ provider, open, text, since }) => (
              <li key={provider} className={open ? "figures-worse" : undefined}>
                {provider} {text}
                {since ? (
                  <>
                    {" "}
                    <Time at={since} />.
                  </>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      </div>
      <div className="figures">
        {view.trends.map((picture) => (
          <Trend key={picture.id} picture={picture} />
        ))}
        {[...view.bars, budgets].map((picture) => (
          <Bars key={picture.id} picture={picture} />
        ))}
      </div>
    </div>
  );
}
