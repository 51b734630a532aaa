import type { Method } from "../auth/assurance";

export type Role = "user" | "admin";

/** What a role can ask an account to have, and the method that shows it. */
const methodOf = { passkey: "pop", approval: "swk" } as const satisfies Record<string, Method>;
export type RequiredFactor = keyof typeof methodOf;

export type RoleRule = Readonly<{
  title: string;
  /** One of these, any of them; null: what every account has is enough. */
  needs: readonly RequiredFactor[] | null;
  /** For how long after `users.role_since` an account may be without. */
  graceDays: number;
}>;

export const roles: Readonly<Record<Role, RoleRule>> = {
  user: { title: "User", needs: null, graceDays: 0 },
  admin: { title: "Admin", needs: ["passkey", "approval"], graceDays: 7 },
};

/** Where an account may still go whose role needs a factor that it has not, after its grace: there it gets one. */
const openWhileOverdue = ["/account/security", "/account/confirm", "/account/password"];

export const isOpenWhileOverdue = (page: string): boolean =>
  openWhileOverdue.some((open) => page === open || page.startsWith(`${open}/`));

/** What an account's role asks of it, and how it stands with that. */
export type Required = Readonly<{
  /** How many it has of what it needs one of. */
  held: number;
  /** Until when it may be without. */
  until: Date;
  /** That is past. */
  due: boolean;
  /** Those that show one of them. */
  methods: readonly Method[];
}>;

const DAY_SECONDS = 86_400;

export function requiredOf(
  role: Role,
  since: Readonly<{ at: Date; ageSeconds: number }>,
  counts: Readonly<Record<RequiredFactor, number>>,
): Required | null {
  const { needs, graceDays } = roles[role];
  if (needs === null) return null;
  const graceSeconds = graceDays * DAY_SECONDS;
  return {
    held: needs.reduce((sum, factor) => sum + counts[factor], 0),
    until: new Date(since.at.getTime() + graceSeconds * 1000),
    due: since.ageSeconds > graceSeconds,
    methods: needs.map((factor) => methodOf[factor]),
  };
}

export const isOverdue = (required: Required | null): boolean =>
  required !== null && required.held === 0 && required.due;

/** Whoever has such a factor uses it: a session that has not is worth less. Nothing is asked of those without one. */
export const showsRequired = (required: Required | null, shown: readonly Method[]): boolean =>
  required === null || required.held === 0 || required.methods.some((method) => shown.includes(method));

/** Whether the last one may not be taken away. */
export const isLastRequired = (required: Required | null): boolean =>
  required !== null && required.held === 1 && required.due;

/** For the statement that takes one away: the roles that it may not leave without. */
export const keepingRoles = Object.entries(roles)
  .filter(([, { needs }]) => needs !== null)
  .map(([role, { graceDays }]) => ({ role, graceSeconds: graceDays * DAY_SECONDS }));
