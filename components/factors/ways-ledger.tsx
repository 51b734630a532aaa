import type { WaySummary } from "@/lib/factors/summary";

/** Every way to log in, with how it stands and where it is looked after. */
export function WaysLedger({ ways }: Readonly<{ ways: readonly WaySummary[] }>) {
  return (
    <ul className="ledger">
      {ways.map(({ name, note, state, warns, href, label }) => (
        <li key={name}>
          <div className="ledger-line">
            <div className="grid gap-1">
              <h3 className="ledger-title">{name}</h3>
              <p className="ledger-note">{note}</p>
              <p className={warns ? "ledger-mark" : "ledger-note"}>{state}</p>
            </div>
            <p className="ledger-way">
              <a href={href}>
                {label}
                <span className="sr-only">{`: ${name}`}</span>
              </a>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
