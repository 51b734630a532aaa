import type { StartOutcome } from "@/lib/verify/provider";
import { scriptedProvider } from "../../support/provider";

export type Script = ReturnType<typeof scriptedProvider>;

export const own = (): Script => scriptedProvider({ name: "telnyx", workflow: ["sms"], codes: "own" });

/** Providers by how they make PINs and where these go. */
export const kinds = {
  "the provider's PINs": () => scriptedProvider(),
  "own PINs": own,
  "repeated PINs": () => scriptedProvider({ codes: "repeated" }),
  "several channels": () =>
    scriptedProvider({ workflow: ["silent_auth", "whatsapp", "sms", "email", "voice"] }),
} as const;

/** What becomes of a message. */
export const answers = {
  "refuses the number": { kind: "invalid-number" },
  "cannot reach it": { kind: "unsupported" },
  "has no credit": { kind: "no-credit" },
  "refuses us": { kind: "unauthorised" },
  "is down": { kind: "unavailable" },
  "does not answer in time": { kind: "unknown" },
  "sends too much already": { kind: "rate-limited", retryAfterSeconds: 77 },
  "has a request running already": { kind: "already-pending" },
} as const satisfies Readonly<Record<string, StartOutcome>>;

export type Answer = keyof typeof answers;

export function answering(script: Script, answer: Answer): Readonly<{ script: Script }> {
  script.answers.start = async () => answers[answer];
  return { script };
}

/** One running request for each number, where the provider makes the PINs. */
export function asVonage(script: Script): Script {
  const { start } = script.answers;
  let running = false;
  script.answers.start = async () => {
    if (running && script.provider.codes !== "own") return { kind: "already-pending" };
    running = true;
    return start();
  };
  script.answers.cancel = async () => {
    running = false;
    return true;
  };
  return script;
}
