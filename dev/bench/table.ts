export type Row = readonly (string | number)[];

export const fixed = (value: number, digits = 1): string => value.toFixed(digits);

/** Columns as wide as what is in them; the first to the left, numbers to the right. */
export function table(title: string, rows: readonly Row[]): string {
  const cells = rows.map((row) => row.map(String));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("   ");
  return [`\n${title}`, ...cells.map((row) => `  ${line(row)}`)].join("\n");
}
