import { stepPage } from "./second-steps";

/**
 * The login as a table: from each state, what may happen and what follows. Expiry is computed from the row's
 * clock and is no state. Everything that writes `logins.state` takes its states from here.
 */
export const machine = {
  identified: {
    challengeStarted: "challenged",
    morePassed: "verified",
    cancelled: "cancelled",
    revoked: "cancelled",
  },
  challenged: {
    challengeStarted: "challenged",
    factorPassed: "verified",
    moreNeeded: "identified",
    denied: "failed",
    triesExhausted: "failed",
    cancelled: "cancelled",
    revoked: "cancelled",
  },
  verified: { sessionIssued: "completed", revoked: "cancelled" },
  completed: {},
  failed: {},
  cancelled: {},
} as const satisfies Record<string, Record<string, string>>;

export type LoginState = keyof typeof machine;

export const loginEvents = [
  "challengeStarted",
  "factorPassed",
  /** The PIN of a number was right and is not enough; what else is needed was right too. */
  "moreNeeded",
  "morePassed",
  "denied",
  "triesExhausted",
  "cancelled",
  /** What the account was logged in with has changed meanwhile. */
  "revoked",
  "sessionIssued",
] as const;

export type LoginEvent = (typeof loginEvents)[number];

const states = Object.keys(machine) as LoginState[];

export const isLoginState = (value: string): value is LoginState => states.some((state) => state === value);

/** The state after an event, or null where the event may not happen. */
export function after(state: LoginState, event: LoginEvent): LoginState | null {
  const row: Partial<Record<LoginEvent, LoginState>> = machine[state];
  return row[event] ?? null;
}

/** All states an event may start from, and the one it leads to: what a guarded UPDATE needs. */
export function transition(event: LoginEvent): { from: readonly LoginState[]; to: LoginState } {
  const from = states.filter((state) => after(state, event) !== null);
  const ends = new Set(from.map((state) => after(state, event)));
  const [to] = ends;
  if (ends.size !== 1 || !to) throw new Error(`${event} has no single end`);
  return { from, to };
}

/** Where a browser belongs whose login is in this state. `identified`: the PIN of a number was right, and is not enough. */
export function pathFor(state: LoginState, asks: string = "pin"): string {
  switch (state) {
    case "identified":
      return "/login/more";
    case "challenged":
    case "verified":
      return stepPage(asks);
    case "completed":
      return "/account";
    case "failed":
    case "cancelled":
      return "/login";
  }
}
