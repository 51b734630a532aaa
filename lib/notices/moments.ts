const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** Such as 3 December 2026 at 14:05 UTC. */
export const moment = (date: Date): string => `${format.format(date)} UTC`;

export const secondsAfter = (date: Date, seconds: number): Date => new Date(date.getTime() + seconds * 1000);
