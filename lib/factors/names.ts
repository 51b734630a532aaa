/** What an account can have beside its password and its phone number, and how each is called. */
export const factorNames = [
  { kind: "passkey", name: "Passkey", a: "A passkey" },
  { kind: "authenticator", name: "Authenticator app", a: "An authenticator app" },
] as const;

/** Those that are enrolled as a thing with a name. Phones that approve are enrolled in lib/approvals. */
export type FactorKind = (typeof factorNames)[number]["kind"];

export const isFactorKind = (value: unknown): value is FactorKind =>
  factorNames.some(({ kind }) => kind === value);
