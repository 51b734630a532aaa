const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** Why nothing can be changed just now. */
export const frozenMessage = (until: Date): string =>
  `Somebody answered a notice with "this was not me", so nothing of this account can be changed before ${moment.format(until)} UTC.`;
