import { moment } from "../notices/moments";

/** Why nothing can be changed just now. */
export const frozenMessage = (until: Date): string =>
  `Somebody answered a notice with "this was not me", so nothing of this account can be changed before ${moment(until)}.`;
