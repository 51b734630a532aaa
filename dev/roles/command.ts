import type { NamedAccount, RoleHolder } from "../../db/queries/roles";
import { type Role, requiredOf } from "../../lib/access/roles";
import { emailKey } from "../../lib/email";
import { moment } from "../../lib/notices/moments";
import { usernameKey } from "../../lib/username";

export type RoleCommand = Readonly<{ account: NamedAccount; role: Role }>;

const USAGE = "Say whose: npm run admin -- NAME or ADDRESS, and --remove to take the role away.";

/** Throws where it does not say whose account is meant. */
export function roleCommand(given: readonly string[]): RoleCommand {
  const names = given.filter((word) => !word.startsWith("--"));
  const options = given.filter((word) => word.startsWith("--"));
  const [name] = names;
  if (!name || names.length > 1 || options.some((option) => option !== "--remove")) throw new Error(USAGE);
  const email = name.includes("@") ? emailKey(name) : null;
  return {
    account: email === null ? { usernameKey: usernameKey(name) } : { emailKey: email },
    role: options.length > 0 ? "user" : "admin",
  };
}

/** What that account still needs before /admin opens to it. */
function nextSteps({ roleSince, roleAgeSeconds, passkeys, devices }: RoleHolder): string {
  const since = { at: new Date(roleSince), ageSeconds: roleAgeSeconds };
  const required = requiredOf("admin", since, { passkey: passkeys, approval: devices });
  if (required === null || required.held > 0)
    return "The administration (/admin) opens to a login with the passkey or the phone that approves that the account has.";
  return (
    "The account has neither a passkey nor a phone that approves: one of them has to be added at /account/security. Until " +
    `then the administration (/admin) stays closed, and after ${moment(required.until)} so does everything else of the account.`
  );
}

/** What came of it. Throws where nothing could. */
export function roleAnswer(found: RoleHolder | null, wanted: Role): string {
  if (found === null) throw new Error("There is no account with this user name or e-mail address.");
  const { username, email, role, disabled, changed } = found;
  const who = `${username} (${email})`;
  if (role !== wanted && disabled)
    throw new Error(`The account ${who} is disabled: it cannot become an administrator.`);
  if (wanted === "user")
    return changed ? `${who} is no administrator any more.` : `${who} is no administrator anyway.`;
  const state = changed ? "is an administrator now" : "is an administrator already";
  return `${who} ${state}.\n${nextSteps(found)}`;
}
