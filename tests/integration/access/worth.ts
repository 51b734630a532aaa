import type { Needs, Place, Right } from "@/lib/access/places";
import type { allPlaces, Outcome } from "./doors";

/** What an account is, and what opens it. Requests, messages, counts and the record are none of that. */
const precious = new Set([
  "actions",
  "authenticator_apps",
  "changes",
  "devices",
  "enrolments",
  "factor_enrolments",
  "passkeys",
  "phone_changes",
  "phones",
  "recovery_codes",
  "sessions",
  "trusted_browsers",
  "users",
]);

/** What less than both factors, one of them just proved, may change all the same, and why. */
export const harmless: Readonly<Partial<Record<Place, string>>> = {
  "/account#endThisSession": "it ends the very session",
  "/account#logout": "it ends the very session",
  "/account/security/browsers#endTrust": "the second step is asked for again",
};
/** The same with both factors that were proved at any time. */
export const harmlessLate: typeof harmless = {
  ...harmless,
  "/account/language#submitLanguage": "nothing that a thief gains by",
  "/account/transfer#sendMoney": "a phone is asked to approve it",
};

/** The first password of an account that has none, just after its phone was proved: it can show no more. */
export const harmlessFirst: typeof harmless = {
  ...harmless,
  "/account/password#submitPassword": "the first password",
};

/** Actions that need more to do something: their own tests give them that, with sessions worth too little as well. */
export const needMore: Readonly<Partial<Record<Place, string>>> = {
  "/account/phone/pin#submitPin": "the PIN of a new number: attacks/changes-rights",
  "/account/security/browsers#trustThis": "the cookie of a login that was just made: trust/offering",
  "/account/security/passkeys/new#save": "a passkey: passkeys/enrolment-rights",
};

/** These ask for their flow first: without it they say no to anybody, and nothing changes. */
const flowFirst = new Set<Place>([
  "/account/phone/pin#submitPin",
  "/account/confirm/pin#submitPin",
  "/account/confirm/authenticator#submitCode",
  "/account/confirm/recovery#submitCode",
]);

export type Worth = Readonly<{ aal: 1 | 2; fresh: boolean; hasPassword: boolean }>;

function isEnough(worth: Worth, { aal, fresh, orAllItHas }: Needs): boolean {
  const least = orAllItHas && !worth.hasPassword ? 1 : aal;
  return worth.aal >= least && (worth.fresh || !fresh);
}

const toLogin = /^\/login\?next=/;
const toConfirm = /^\/account\/confirm\?next=/;

type Due = "login" | "confirm" | "missing" | "in";

/** What must come of it, whatever is behind the door. Null: nothing in particular. */
function verdict(right: Right, worth: Worth | null): Due | null {
  if (typeof right === "string") return null;
  if (!worth) return "login";
  // Whoever goes here is a user.
  if (right.role === "admin") return "missing";
  return isEnough(worth, right) ? "in" : "confirm";
}

export type Door = (typeof allPlaces)[number];
/** What is wrong with what came of it; empty when nothing is. */
export type Look = (door: Door, changed: readonly string[]) => readonly string[];

const preciousOf = (changed: readonly string[]) => changed.filter((table) => precious.has(table));

function came(outcome: Outcome): Due {
  if (outcome.kind === "missing") return "missing";
  const led = outcome.kind === "led" ? outcome.to : "";
  return toLogin.test(led) ? "login" : toConfirm.test(led) ? "confirm" : "in";
}

/** Signed by nobody: refused, whoever is logged in. */
const unsigned = ["device-signature", "provider-signature", "cron-secret"];

export function breachesOf(
  { place, right }: Door,
  worth: Worth | null,
  outcome: Outcome,
  changed: readonly string[],
) {
  if (outcome.kind === "broken") return [outcome.why];
  const due = verdict(right, worth);
  // Behind an open door, what a form names may be missing.
  if (due === "in") return ["in", "missing"].includes(came(outcome)) ? [] : [`led away to ${came(outcome)}`];
  // What was typed is kept for the way back from the step-up.
  const kept = changed.filter((table) => due !== "confirm" || table !== "confirmations");
  if (due) {
    const elsewhere = came(outcome) === due || flowFirst.has(place) ? [] : [`not led to ${due}`];
    return [...elsewhere, ...kept.map((table) => `refused, and changed ${table}`)];
  }
  if (typeof right === "string" && unsigned.includes(right)) {
    const refused = outcome.kind === "answered" && [400, 401, 404, 415].includes(outcome.status ?? 0);
    // The operators hear of callbacks that nobody signed.
    const told = changed.filter((table) => table !== "alerts");
    return [...(refused ? [] : ["not refused"]), ...told.map((table) => `changed ${table}`)];
  }
  return right === "flow" || right === "link"
    ? preciousOf(changed).map((table) => `without its secret, and changed ${table}`)
    : [];
}

/** Whoever is worth less changes nothing that counts, whatever lib/access/places.ts says. */
export const withTooLittle =
  (allowed: typeof harmless): Look =>
  ({ place }, changed) =>
    Object.hasOwn(allowed, place)
      ? []
      : preciousOf(changed).map((table) => `too little, and changed ${table}`);

/** What is tried here does something once it may. */
export const withEnough: Look = ({ place, right }, changed) => {
  const acts = place.includes("#") && typeof right === "object" && right.aal === 2 && !right.role;
  return acts && changed.length === 0 && !Object.hasOwn(needMore, place) ? ["does nothing"] : [];
};
