/** How figures are written for the owner: British English, whatever language the browser asks for. */
const whole = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const countries = new Intl.DisplayNames("en-GB", { type: "region" });
const dayName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

export const count = (value: number): string => whole.format(value);

/** Null where there is nothing to take a share of. */
export const shareOf = (part: number, all: number): number | null => (all > 0 ? part / all : null);

export const percent = (share: number | null): string =>
  share === null ? "–" : `${whole.format(share * 100)} %`;

export function money(amount: number, currency: string): string {
  const digits = amount !== 0 && Math.abs(amount) < 1 ? 3 : 2;
  return new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(amount);
}

export const countryName = (code: string): string =>
  /^[A-Z]{2}$/.test(code) && code !== "ZZ" ? (countries.of(code) ?? code) : "No country";

export const dayText = (day: string): string => dayName.format(new Date(`${day}T00:00:00Z`));

export const seconds = (value: number | null): string =>
  value === null
    ? "–"
    : value > 377
      ? "over 6 min"
      : value < 10
        ? `${value.toFixed(1)} s`
        : `${whole.format(value)} s`;

/** YYYY-MM-DD of the last so many days up to `today`, oldest first. */
export function lastDays(today: string, days: number): string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: days }, (_, index) =>
    new Date(end - (days - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}

/** A scale's end that is a round number: 1, 2 or 5 with zeros, not below `most`. */
export function roundUp(most: number): number {
  if (most <= 0) return 1;
  const unit = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((step) => step * unit >= most) ?? 10) * unit;
}

/**
 * The time within which a share (0 to 1) of all arrived, from how many arrived within each step: between two steps as if
 * they had come evenly. Null when none did.
 */
export function quantile(arrived: ReadonlyMap<number, number>, share: number): number | null {
  const steps = [...arrived].sort(([a], [b]) => a - b);
  const all = steps.reduce((sum, [, number]) => sum + number, 0);
  if (all === 0) return null;
  let [before, from] = [0, 0];
  for (const [step, number] of steps) {
    if (before + number >= all * share && number > 0)
      return from + ((all * share - before) / number) * (step - from);
    before += number;
    from = step;
  }
  return from;
}
