import type { TrendPicture } from "@/lib/figures/pictures";
import { Picture } from "./picture";

/** Per cent of the drawing: lines are in the upper left, names to the right of their ends. */
const top = 8;
const height = 78;
const width = 76;
const apart = 8.5;

const down = (value: number, most: number): number => top + height * (1 - value / most);

/** Names stand at the ends of their lines, and never on each other. */
function labelPlaces(ends: readonly number[]): number[] {
  const order = ends.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const places: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { y, index } of order) {
    last = Math.max(y, last + apart);
    places[index] = last;
  }
  return places;
}

const pathOf = (values: readonly number[], most: number): string => {
  const points = values.length === 1 ? [...values, ...values] : values;
  const step = 100 / (points.length - 1);
  return points
    .map(
      (value, index) =>
        `${index === 0 ? "M" : "L"}${(index * step).toFixed(2)} ${(100 * (1 - value / most)).toFixed(2)}`,
    )
    .join("");
};

/** Lines over days, with a table of the same behind them. */
export function Trend({ picture }: { picture: TrendPicture }) {
  const { id, title, note, days, series, most, mostShown } = picture;
  const places = labelPlaces(series.map(({ values }) => down(values.at(-1) ?? 0, most)));
  return (
    <Picture
      {...picture}
      table={{
        columns: ["Day", ...series.map(({ label }) => label)],
        rows: days.map((day, index) => [day, ...series.map(({ shown }) => shown[index] ?? "")]),
      }}
    >
      <svg className="figure-trend" width="100%" height="224" role="img" aria-labelledby={`${id}-drawn`}>
        <title id={`${id}-drawn`}>{title}</title>
        <desc>{note}</desc>
        {[most, most / 2, 0].map((value) => (
          <line
            key={value}
            className="figure-grid"
            x1="0"
            x2={`${width}%`}
            y1={`${down(value, most)}%`}
            y2={`${down(value, most)}%`}
          />
        ))}
        <text className="figure-scale" x="0" y={`${top - 1.5}%`}>
          {mostShown}
        </text>
        <svg
          x="0"
          y={`${top}%`}
          width={`${width}%`}
          height={`${height}%`}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          overflow="visible"
          aria-hidden="true"
        >
          {series.map(({ label, values }, index) => (
            <path
              key={label}
              className={`figure-line figure-line-${index + 1}`}
              d={pathOf(values, most)}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        {series.map(({ label }, index) => (
          <text
            key={label}
            className="figure-name"
            x={`${width + 1.5}%`}
            y={`${places[index] ?? 0}%`}
            dy="0.3em"
          >
            {label}
          </text>
        ))}
        <text className="figure-scale" x="0" y="97%">
          {days[0]}
        </text>
        <text className="figure-scale" x={`${width}%`} y="97%" textAnchor="end">
          {days.at(-1)}
        </text>
      </svg>
    </Picture>
  );
}
