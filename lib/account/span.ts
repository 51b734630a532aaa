const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

const counted = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? "" : "s"}`;

/** "1 hour", "24 hours", "7 days": a length that the policy gives, in the largest unit that fits it more than once. */
export function spanWords(seconds: number): string {
  if (seconds >= 2 * DAY) return counted(Math.round(seconds / DAY), "day");
  if (seconds >= HOUR) return counted(Math.round(seconds / HOUR), "hour");
  return counted(Math.round(seconds / MINUTE), "minute");
}

/** Coarse, as a session's activity is written at most once a minute: "just now", "12 minutes ago". */
export function agoWords(seconds: number): string {
  if (seconds < 2 * MINUTE) return "just now";
  if (seconds < HOUR) return `${counted(Math.floor(seconds / MINUTE), "minute")} ago`;
  if (seconds < 2 * DAY) return `${counted(Math.floor(seconds / HOUR), "hour")} ago`;
  return `${counted(Math.floor(seconds / DAY), "day")} ago`;
}
