import type { ReactNode } from "react";

type PictureProps = Readonly<{
  id: string;
  title: string;
  note: string;
  table: Readonly<{ columns: readonly string[]; rows: readonly (readonly string[])[] }>;
  children: ReactNode;
}>;

/** A drawing with its name, what it shows, and all of its numbers behind it. */
export function Picture({ id, title, note, table: { columns, rows }, children }: PictureProps) {
  return (
    <figure className="figure" id={id}>
      <figcaption>
        <h2>{title}</h2>
        <p className="figure-note">{note}</p>
      </figcaption>
      {children}
      {rows.length > 0 ? (
        <details className="figure-numbers">
          <summary>
            The numbers<span className="sr-only"> of: {title}</span>
          </summary>
          <table>
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells]) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td key={columns[index + 1]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ) : null}
    </figure>
  );
}
