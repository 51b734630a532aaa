import type { ReactNode } from "react";

type Fact = { term: string; value: ReactNode; action?: ReactNode };

/** Terms are unique within one list. An action, such as a link, stands at the end of its line. */
export function Facts({ items }: { items: readonly Fact[] }) {
  return (
    <dl className="facts">
      {items.map(({ term, value, action }) => (
        <div key={term} className="facts-row">
          <dt>{term}</dt>
          <dd>{value}</dd>
          {action ? <dd className="facts-action">{action}</dd> : null}
        </div>
      ))}
    </dl>
  );
}
