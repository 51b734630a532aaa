/**
 * The code that a text in somebody's own words carries: its first group of 4 to 10 digits, also written as two groups
 * of three; empty when there is none. Links, dates, times, versions and years of four digits are passed over.
 */
export function codeIn(text: string): string {
  const words = text.replace(/https?:\/\/\S+/g, " ");
  const groups = /(?<![\d+]|\d[.:/-])(?:\d{3}[ -]\d{3}|\d{4,10})(?!\d|[.:/-]\d)/g;
  const found = [...words.matchAll(groups)].map(([group]) => group.replace(/[ -]/, ""));
  return found.find((group) => !/^(19|20)\d\d$/.test(group)) ?? "";
}
