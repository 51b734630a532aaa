import { policy } from "./policy";

export type StrengthHint = Readonly<{ level: 0 | 1 | 2 | 3 | 4; text: string }>;

/**
 * A hint while typing, not a rule: length is what counts, and repetition does not. The rules are in
 * lib/schemas/password.ts; the list of leaked passwords is asked on the server.
 */
export function passwordStrength(
  password: string,
  least: number = policy.password.minCodePoints,
): StrengthHint {
  const length = [...password.normalize("NFC")].length;
  const missing = least - length;
  if (length === 0) return { level: 0, text: `At least ${least} characters.` };
  if (missing > 0) return { level: 1, text: `${missing} more character${missing === 1 ? "" : "s"}.` };
  if (new Set(password.toLowerCase()).size < 6) return { level: 1, text: "Long enough, but easy to guess." };
  if (length < 16) return { level: 2, text: "Long enough. A few more characters make it stronger." };
  return length < 20 ? { level: 3, text: "Good." } : { level: 4, text: "Very good." };
}
