import type { Aal, Method } from "../auth/assurance";

/** How a login begins, as `logins.route` has it. `renewal`: a session that goes on under a new id. */
export type LoginRoute = "password" | "phone" | "passkey" | "trusted" | "signup" | "renewal";

export type Way =
  | "password-pin"
  | "password-approval"
  | "password-authenticator"
  | "password-passkey"
  | "password-passkey-verified"
  | "password-recovery-code"
  | "passkey"
  | "phone"
  | "phone-password"
  | "trusted-browser"
  | "signup"
  | "signup-by-phone"
  | "reset"
  | "delayed-recovery";

type WayIn = Readonly<{
  title: string;
  /** Null: it opens no session, whatever passes. */
  route: Exclude<LoginRoute, "renewal"> | null;
  /** In the order in which they are asked for. */
  passes: readonly Method[];
  /** What that reaches; 0 where no session is opened. */
  aal: 0 | Aal;
  note: string;
}>;

/** Every way in. A verified login that is none of these is given no session. */
export const ways: Readonly<Record<Way, WayIn>> = {
  "password-pin": {
    title: "Password, then a PIN to the phone",
    route: "password",
    passes: ["pwd", "sms"],
    aal: 2,
    note: "The PIN is texted or read out, or the phone confirms itself over its own network.",
  },
  "password-approval": {
    title: "Password, then an approval on an enrolled phone",
    route: "password",
    passes: ["pwd", "swk"],
    aal: 2,
    note: "The person types the digits of the screen on the phone, which signs.",
  },
  "password-authenticator": {
    title: "Password, then a code of an authenticator app",
    route: "password",
    passes: ["pwd", "otp"],
    aal: 2,
    note: "Each code is accepted once.",
  },
  "password-passkey": {
    title: "Password, then a passkey",
    route: "password",
    passes: ["pwd", "pop"],
    aal: 2,
    note: "Held, and touched.",
  },
  "password-passkey-verified": {
    title: "Password, then a passkey that checks a finger, a face or a PIN",
    route: "password",
    passes: ["pwd", "pop", "uv"],
    aal: 2,
    note: "As the passkey itself says.",
  },
  "password-recovery-code": {
    title: "Password, then a recovery code",
    route: "password",
    passes: ["pwd", "rec"],
    aal: 2,
    note: "Each code is accepted once, and its owner is told.",
  },
  passkey: {
    title: "Passkey alone",
    route: "passkey",
    passes: ["pop", "uv"],
    aal: 2,
    note: "Only one that has checked a finger, a face or a PIN.",
  },
  phone: {
    title: "Phone number and PIN alone",
    route: "phone",
    passes: ["sms"],
    aal: 1,
    note: "Only where the account has nothing stronger. It may look, not change: ASVS 6.3.3 wants two factors.",
  },
  "phone-password": {
    title: "Phone number and PIN, then the password",
    route: "phone",
    passes: ["sms", "pwd"],
    aal: 2,
    note: "Asked where the number alone is not enough: it was just changed, has slept, or the account has more.",
  },
  "trusted-browser": {
    title: "Password in a browser that is trusted",
    route: "trusted",
    passes: ["pwd"],
    aal: 1,
    note: "Off unless the deployer turns it on. It may look; whatever changes something asks for the second step.",
  },
  signup: {
    title: "Sign-up with name, password and phone",
    route: "signup",
    passes: ["pwd", "sms"],
    aal: 2,
    note: "The password is chosen and the phone proved in one go.",
  },
  "signup-by-phone": {
    title: "Sign-up by phone",
    route: "phone",
    passes: ["sms"],
    aal: 1,
    note: "The account has no password yet; until it has one, nothing else of it can be changed.",
  },
  reset: {
    title: "Reset of the password",
    route: null,
    passes: ["sms"],
    aal: 0,
    note: "The mailed link, then a PIN to the phone, or a passkey, a code of an app or a recovery code. It leads to the login.",
  },
  "delayed-recovery": {
    title: "Recovery with every factor lost",
    route: null,
    passes: ["pwd", "sms"],
    aal: 0,
    note: "A wait of days, the mailed link, the password, a PIN to the new phone. It leads to the login.",
  },
};

export type StepUp =
  | "password"
  | "pin"
  | "approval"
  | "authenticator"
  | "passkey"
  | "passkey-verified"
  | "recovery-code";

type Confirming = Readonly<{
  title: string;
  adds: readonly Method[];
  /** What a session has afterwards that had shown the phone alone, or the password alone. One at 2 stays there. */
  lifts: Readonly<{ phone: Aal; password: Aal }>;
}>;

/** How whoever is logged in confirms that it is them. */
export const stepUps: Readonly<Record<StepUp, Confirming>> = {
  password: { title: "Password", adds: ["pwd"], lifts: { phone: 2, password: 1 } },
  pin: { title: "PIN to the phone", adds: ["sms"], lifts: { phone: 1, password: 2 } },
  approval: { title: "Approval on an enrolled phone", adds: ["swk"], lifts: { phone: 1, password: 2 } },
  authenticator: { title: "Code of an authenticator app", adds: ["otp"], lifts: { phone: 1, password: 2 } },
  passkey: { title: "Passkey", adds: ["pop"], lifts: { phone: 1, password: 2 } },
  "passkey-verified": {
    title: "Passkey that checks a finger, a face or a PIN",
    adds: ["pop", "uv"],
    lifts: { phone: 2, password: 2 },
  },
  "recovery-code": { title: "Recovery code", adds: ["rec"], lifts: { phone: 1, password: 2 } },
};

/** As `amr` is stored: each once, in the order of the alphabet, separated by spaces. */
export const amrOf = (methods: readonly Method[]): string => [...new Set(methods)].sort().join(" ");

/** Which sessions may be opened: from `logins.route` to the `amr` values that it may have. */
export const sessionsOf: ReadonlyMap<Exclude<LoginRoute, "renewal">, readonly string[]> = new Map(
  Object.values(ways)
    .flatMap(({ route }) => route ?? [])
    .map((route) => {
      const its = Object.values(ways).filter((way) => way.route === route);
      return [route, [...new Set(its.map(({ passes }) => amrOf(passes)))]];
    }),
);

/** What a session that goes on may have shown beside what it had. */
export const addable: readonly Method[] = [...new Set(Object.values(stepUps).flatMap(({ adds }) => adds))];
