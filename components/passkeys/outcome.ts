import { WebAuthnError } from "@simplewebauthn/browser";

/** What came of it: what is posted, nothing because the person (or we) left it, or why it cannot be. */
export type Ceremony =
  | Readonly<{ answer: string }>
  | Readonly<{ left: true }>
  | Readonly<{ problem: string }>;

const KNOWN =
  "This device has a passkey of your account already. Use that one, or add one of another device.";
const UNFIT = "This device cannot keep passkeys that log in here. Try another device or password manager.";
const ADDRESS = "Passkeys do not work at this address of ours. Use the address that you were given.";
const FAILED = "The browser could not use a passkey. Try again, or use another way.";

function outcomeOf(error: unknown): Ceremony {
  const name = error instanceof WebAuthnError || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return { left: true };
  if (name === "InvalidStateError") return { problem: KNOWN };
  if (name === "NotSupportedError" || name === "ConstraintError") return { problem: UNFIT };
  if (name === "SecurityError") return { problem: ADDRESS };
  return { problem: FAILED };
}

export async function outcomeIn(ceremony: () => Promise<object>): Promise<Ceremony> {
  try {
    return { answer: JSON.stringify(await ceremony()) };
  } catch (error) {
    return outcomeOf(error);
  }
}
