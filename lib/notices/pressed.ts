import "server-only";

import { type LinkPurpose, readLink } from "../links";

/** Where the page of a notice's link goes on after its button; without the link when it is none of ours. */
export function pressedPath(
  purpose: Extract<LinkPurpose, "not-me" | "undo-number">,
  link: string,
  end: "done" | "foreign",
): string {
  return readLink(purpose, link) === null ? `/${purpose}` : `/${purpose}?link=${link}&${end}`;
}
