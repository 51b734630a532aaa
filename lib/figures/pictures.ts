/** What a picture shows, ready to be drawn: components know nothing of where it comes from. */

/** Lines over days. */
export type TrendPicture = Readonly<{
  id: string;
  title: string;
  /** What it shows, in a sentence or two: also what is read aloud in its place. */
  note: string;
  days: readonly string[];
  series: readonly Readonly<{ label: string; values: readonly number[]; shown: readonly string[] }>[];
  /** The end of the scale and how it is written. */
  most: number;
  mostShown: string;
}>;

/** One bar a line. `share` and `mark` (what it was before) are 0 to 1 of the whole width. */
export type BarsPicture = Readonly<{
  id: string;
  title: string;
  note: string;
  columns: readonly string[];
  bars: readonly Readonly<{
    label: string;
    share: number;
    mark?: number | null;
    value: string;
    cells: readonly string[];
    /** Somebody ought to look at it. */
    attention?: boolean;
  }>[];
  /** What is said where there is nothing. */
  empty: string;
}>;

export type Fact = Readonly<{ term: string; value: string; note?: string }>;
export type Remark = Readonly<{ text: string; attention: boolean }>;

export type FiguresView = Readonly<{
  days: number;
  empty: boolean;
  facts: readonly Fact[];
  remarks: readonly Remark[];
  trends: readonly TrendPicture[];
  bars: readonly BarsPicture[];
}>;
