import "server-only";

import { type FlowKind, formTokenMatches, readHandle } from "../flow-cookie";
import { isOwnPost } from "./origin";
import { textFields } from "./state";

/**
 * The handle of this browser's pending login or sign-up, if the post comes from our own page and carries the
 * token made for that handle. Null otherwise: then nothing may happen.
 */
export async function ownFlow(kind: FlowKind, form: FormData): Promise<string | null> {
  const handle = await readHandle(kind);
  if (!handle || !(await isOwnPost())) return null;
  return formTokenMatches(handle, textFields(form, ["token"]).token) ? handle : null;
}
