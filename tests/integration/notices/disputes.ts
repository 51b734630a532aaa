import { linkToken } from "@/lib/links";
import { dispute } from "@/lib/notices/dispute";
import { newNotice } from "../../support/notices";
import { type Person, visitor } from "../../support/people";

export const linkOf = (id: string) => linkToken("not-me", id);

/** The link of a new notice, after it was pressed in London. */
export async function disputedBy(
  person: Person,
  given: Parameters<typeof newNotice>[1] = {},
): Promise<string> {
  const link = linkOf(await newNotice(person, given));
  await dispute(link, { ...visitor, place: "London, GB" });
  return link;
}
