import type { Fact, Remark } from "@/lib/figures/pictures";

export function FigureFacts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="figures-facts">
      {facts.map(({ term, value, note }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd className="figures-number">{value}</dd>
          {note ? <dd className="figures-small">{note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}

/** What is not as it was; nothing where all is. */
export function Remarks({ remarks }: { remarks: readonly Remark[] }) {
  if (remarks.length === 0) return null;
  return (
    <section aria-labelledby="changed">
      <h2 id="changed">What has changed</h2>
      <ul className="figures-remarks">
        {remarks.map(({ text, attention }) => (
          <li key={text} className={attention ? "figures-worse" : undefined}>
            {attention ? `Worse: ${text}` : text}
          </li>
        ))}
      </ul>
    </section>
  );
}
