import "server-only";

import { isBreached } from "../auth/breached";
import { env } from "../env";
import { policy } from "../policy";
import { containsOwnName } from "../schemas/identity";
import { codePoints, tooShort } from "../schemas/password";

const breached = "This password is on lists of leaked or common passwords. Choose another.";
const branded = "Leave our name out of the password: it is the first thing that others try.";
const personal = "Leave your user name and e-mail address out of the password.";

/** The words everybody knows who stands before the form. */
const containsBrand = (password: string): boolean =>
  [env().brand, "countersign"].some(
    (name) => name.length >= 4 && password.toLowerCase().includes(name.toLowerCase()),
  );

/** The fewest characters: more where browsers may be trusted, as the password is the only factor there. */
export const leastPassword = (): number =>
  env().trustedBrowserDays === null ? policy.password.minCodePoints : policy.password.minWhereTrusted;

/** Why a new password will not do, beyond its form (lib/schemas/password.ts); null when it will. */
export async function passwordProblem(
  password: string,
  owner: Readonly<{ username: string; email: string }>,
): Promise<string | null> {
  const least = leastPassword();
  if (codePoints(password) < least) return tooShort(least);
  if (containsOwnName(password, owner.username, owner.email)) return personal;
  if (containsBrand(password)) return branded;
  return (await isBreached(password)) ? breached : null;
}
