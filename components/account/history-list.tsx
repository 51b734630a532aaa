import type { HistoryDay, HistoryFilter } from "@/lib/account/history";

/** Links that show one kind of line alone. */
export function HistoryFilters({ filters }: { filters: readonly HistoryFilter[] }) {
  return (
    <nav aria-label="What to show" className="history-filters">
      {filters.map(({ label, href, current }) => (
        <a key={href} href={href} aria-current={current ? "true" : undefined} className="nav-link">
          {label}
        </a>
      ))}
    </nav>
  );
}

/** What happened, under the days on which it did. */
export function HistoryList({ days }: { days: readonly HistoryDay[] }) {
  return days.map(({ date, name, entries }) => (
    <section key={date} className="history-day">
      <h2>
        <time dateTime={date}>{name}</time>
      </h2>
      <ol className="ledger">
        {entries.map(({ line, at, time, what, where, receipt }) => (
          <li key={line} className="history-line">
            <time dateTime={at}>{time}</time>
            <div>
              <p>
                <bdi>{what}</bdi>
              </p>
              {where ? (
                <p className="ledger-note">
                  <bdi>{where}</bdi>
                </p>
              ) : null}
              {receipt ? (
                <p className="ledger-note">
                  <a href={receipt}>
                    Download the receipt
                    <span className="sr-only">{` of the answer at ${time}`}</span>
                  </a>
                </p>
              ) : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  ));
}
