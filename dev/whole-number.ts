/** What follows `--name` on the command line; throws what is wrong with it. */
export function wholeNumber(name: string, given: string, most: number): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`--${name} takes a whole number from 1 to ${most}.`);
}
