const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** A day, or with `exact` the minute too; `at` is ISO 8601. */
export const Time = ({ at, exact = false }: { at: string; exact?: boolean }) => (
  <time dateTime={at}>{exact ? `${moment.format(new Date(at))} UTC` : date.format(new Date(at))}</time>
);
