import { policy } from "../policy";

/** Authentication methods, RFC 8176 names where it has one; `swk` is the key of an enrolled phone. */
const methods = ["pwd", "sms", "swk"] as const;
export type Method = (typeof methods)[number];
export type Aal = 1 | 2;

const kinds: Record<Method, "knowledge" | "possession"> = {
  pwd: "knowledge",
  sms: "possession",
  swk: "possession",
};

const isMethod = (name: string): name is Method => methods.some((method) => method === name);

/** Methods of a stored `amr` value (names separated by spaces); names we do not know count for nothing. */
export const methodsOf = (amr: string): Method[] => amr.split(" ").filter(isMethod);

/** Computed, never typed in: level 2 needs something known and something held. */
export function aalOf(amr: string): Aal {
  const passed = new Set(methodsOf(amr).map((method) => kinds[method]));
  return passed.size >= 2 ? 2 : 1;
}

export type SessionTimes = Readonly<{ amr: string; ageSeconds: number; idleSeconds: number }>;

export function withinLimits({ amr, ageSeconds, idleSeconds }: SessionTimes): boolean {
  const limits = policy.session[aalOf(amr)];
  return methodsOf(amr).length > 0 && ageSeconds < limits.absoluteSeconds && idleSeconds < limits.idleSeconds;
}
