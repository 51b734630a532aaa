export const isAddress = (number) => number.includes("@");

/** As the simulator writes it. A plus sign that stands in an address of a page is read as a space. */
export function wireNumber(number) {
  if (isAddress(number)) return number.trim().replaceAll(" ", "+").toLowerCase();
  return number.replace(/[\s+()-]/g, "");
}
