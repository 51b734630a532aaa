import "server-only";

import { headers } from "next/headers";
import { env } from "../env";

export const FOREIGN_FORM = "This form did not come from our own page. Reload the page and try again.";

/**
 * Whether a post comes from a page of ours. Next lets a request without any Origin through; we do not: every
 * browser sends one with a POST under our referrer policy. Route handlers call this too.
 */
export async function isOwnPost(): Promise<boolean> {
  const given = await headers();
  const origin = given.get("origin");
  const site = given.get("sec-fetch-site");
  return origin !== null && env().origins.includes(origin) && (site === null || site === "same-origin");
}
