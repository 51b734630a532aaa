import "server-only";

import { redirect } from "next/navigation";
import { enterSession } from "@/lib/auth/session";
import { dropHandle } from "@/lib/flow-cookie";
import { HOME } from "@/lib/redirect";

/** From a verified login into the account; who lost the race looks at the login again. */
export async function enter(handle: string, returnTo: string | null): Promise<never> {
  if (!(await enterSession(handle))) return redirect("/login/pin");
  await dropHandle("login");
  return redirect(returnTo ?? HOME);
}
