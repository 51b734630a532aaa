import "server-only";

import { env } from "../env";
import { policy } from "../policy";

/** What holds for trusted browsers here, for whoever looks at the list. */
export function trustRules(): string {
  const days = env().trustedBrowserDays;
  if (days === null) return "Browsers cannot be trusted here any more: every login takes a second step.";
  const span = days === 1 ? "one day" : `${days} days`;
  return `You are asked on your account page just after a login with a password of at least ${policy.password.minWhereTrusted} characters and a second step. It lasts ${span} at most, however often you log in, and ends everywhere when your password, your number or a way to log in changes, when you end all other sessions, and when you answer a notice with "this was not me".`;
}
