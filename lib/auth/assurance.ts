import { policy } from "../policy";

/**
 * Authentication methods, RFC 8176 names where it has one. `swk`: the key of an enrolled phone. `pop`: a passkey; `uv`: which
 * has made sure by itself whose finger, face or PIN it was. `rec`: a recovery code.
 */
const methods = ["pwd", "sms", "swk", "otp", "rec", "pop", "uv"] as const;
export type Method = (typeof methods)[number];
export type Aal = 1 | 2;

/** What each shows. A passkey checks a PIN or a finger and does not say which: something else than having it. */
const kinds: Record<Method, "knowledge" | "possession" | "activation"> = {
  pwd: "knowledge",
  sms: "possession",
  swk: "possession",
  otp: "possession",
  rec: "possession",
  pop: "possession",
  uv: "activation",
};

const isMethod = (name: string): name is Method => methods.some((method) => method === name);

/** Methods of a stored `amr` value (names separated by spaces); names we do not know count for nothing, nor `uv` alone. */
export function methodsOf(amr: string): Method[] {
  const known = amr.split(" ").filter(isMethod);
  return known.includes("pop") ? known : known.filter((method) => method !== "uv");
}

/** Computed, never typed in: level 2 needs something held and something else that it does not come with. */
export function aalOf(amr: string): Aal {
  const passed = new Set(methodsOf(amr).map((method) => kinds[method]));
  return passed.size >= 2 ? 2 : 1;
}

export type SessionTimes = Readonly<{ amr: string; ageSeconds: number; idleSeconds: number }>;

export function withinLimits({ amr, ageSeconds, idleSeconds }: SessionTimes): boolean {
  const limits = policy.session[aalOf(amr)];
  return methodsOf(amr).length > 0 && ageSeconds < limits.absoluteSeconds && idleSeconds < limits.idleSeconds;
}
