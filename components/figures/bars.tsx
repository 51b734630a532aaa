import type { BarsPicture } from "@/lib/figures/pictures";
import { Picture } from "./picture";

/** Pixels of a bar with the line of words above it. */
const row = 44;

const across = (share: number): string => `${(Math.max(0, Math.min(1, share)) * 100).toFixed(2)}%`;

/** One bar a line with its words above it, and a table of the same behind them. */
export function Bars({ picture }: { picture: BarsPicture }) {
  const { id, title, note, columns, bars, empty } = picture;
  return (
    <Picture {...picture} table={{ columns, rows: bars.map(({ label, cells }) => [label, ...cells]) }}>
      {bars.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <svg width="100%" height={bars.length * row} role="img" aria-labelledby={`${id}-drawn`}>
          <title id={`${id}-drawn`}>{title}</title>
          <desc>{note}</desc>
          {bars.map(({ label, share, mark, value, attention = false }, index) => {
            const y = index * row;
            return (
              <g key={label} className={attention ? "figure-attention" : undefined}>
                <text className="figure-name" x="0" y={y + 16}>
                  {label}
                </text>
                <text className="figure-value" x="100%" y={y + 16} textAnchor="end">
                  {attention ? `Look at this: ${value}` : value}
                </text>
                <rect className="figure-track" x="0" y={y + 24} width="100%" height="8" />
                <rect className="figure-bar" x="0" y={y + 24} width={across(share)} height="8" />
                {typeof mark === "number" ? (
                  <line className="figure-mark" x1={across(mark)} x2={across(mark)} y1={y + 20} y2={y + 36} />
                ) : null}
              </g>
            );
          })}
        </svg>
      )}
    </Picture>
  );
}
