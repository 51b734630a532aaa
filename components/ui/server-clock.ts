/*
 * Server time minus browser time. A page is always read later than it was made, so each estimate is too small, and
 * the largest one seen is the best; a page that comes back from a cache cannot turn the clock back.
 */
let aheadMs = Number.NEGATIVE_INFINITY;

/** Milliseconds until an ISO time of the server; `now` is its time when it made this page. Only in a browser. */
export function msUntil(until: string, now: string): number {
  aheadMs = Math.max(aheadMs, Date.parse(now) - Date.now());
  return Date.parse(until) - Date.now() - aheadMs;
}
