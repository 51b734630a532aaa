import type { Offered } from "@/db/queries/factors";

/** What a login by name can ask for after the password, the best first, and its page. `logins.asks` has one of these words. */
export const secondSteps = {
  passkey: { page: "/login/passkey", label: "Use a passkey", pending: "One moment…" },
  approval: { page: "/login/approve", label: "Ask my phone instead", pending: "Asking…" },
  authenticator: { page: "/login/authenticator", label: "Use an authenticator app", pending: "One moment…" },
  pin: { page: "/login/pin", label: "Text me a PIN", pending: "Sending…" },
  recovery: { page: "/login/recovery", label: "Use a recovery code", pending: "One moment…" },
} as const;

export type SecondStep = keyof typeof secondSteps;

const steps = Object.keys(secondSteps) as SecondStep[];

export const isSecondStep = (value: unknown): value is SecondStep => steps.some((step) => step === value);

export const stepPage = (asks: string): string => secondSteps[isSecondStep(asks) ? asks : "pin"].page;

const can = (step: SecondStep, offered: Offered): boolean => {
  switch (step) {
    case "pin":
      return true;
    case "recovery":
      return offered.recoveryCodes > 0;
    case "passkey":
    case "approval":
    case "authenticator":
      return offered[step];
  }
};

/** Every way that an account has, the best first. */
export const offeredSteps = (offered: Offered): SecondStep[] => steps.filter((step) => can(step, offered));

/** A PIN by a call at once, where this deployment's provider calls. */
const call = { way: "call", label: "Call me with a PIN", pending: "Calling…" } as const;

export type Way = SecondStep | "call";
export type OfferedWay = Readonly<{ way: Way; label: string; pending: string }>;

/** Every way but the one that is asked for: no page of a second step is a dead end. */
export function otherWays(offered: Offered, current: SecondStep, calls: boolean): OfferedWay[] {
  const others = offeredSteps(offered).filter((step) => step !== current);
  return others.flatMap((way): OfferedWay[] => {
    const { label, pending } = secondSteps[way];
    const offer = { way, label, pending };
    return way === "pin" && calls ? [offer, call] : [offer];
  });
}

const resetPages = {
  passkey: { page: "/reset/passkey", label: "Use a passkey" },
  authenticator: { page: "/reset/authenticator", label: "Use an authenticator app" },
  pin: { page: "/reset/pin", label: "Use the PIN sent to your phone" },
  recovery: { page: "/reset/recovery", label: "Use a recovery code" },
} as const;

type ResetStep = keyof typeof resetPages;

const isResetStep = (step: SecondStep): step is ResetStep => Object.hasOwn(resetPages, step);

/** What else shows, beside the mailed link, that a new password is asked for by the owner of the account. */
export const resetWays = (offered: Offered, current: ResetStep) =>
  offeredSteps(offered)
    .filter(isResetStep)
    .filter((step) => step !== current)
    .map((step) => resetPages[step]);

/**
 * What is asked for first: what was passed last in this browser, if the account still has it, otherwise the best. Never a
 * recovery code: there are few.
 */
export function firstStep(offered: Offered, lastAsked: string | null): SecondStep {
  const [best = "pin", ...others] = offeredSteps(offered).filter((step) => step !== "recovery");
  return others.find((step) => step === lastAsked) ?? best;
}
