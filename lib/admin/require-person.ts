import "server-only";

import { notFound } from "next/navigation";
import { findPersonName, type PersonName } from "@/db/queries/admin-person";
import { isId } from "../ids";

/** The name of an account for a page that decides about it; an id of nobody, or none at all, is no address. */
export async function requirePersonName(id: string): Promise<PersonName> {
  return (isId(id) ? await findPersonName(id) : null) ?? notFound();
}

/** The id of an account that is there, for an action. */
export const requirePerson = async (id: string): Promise<string> => (await requirePersonName(id)).id;
