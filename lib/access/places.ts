import type { Aal } from "../auth/assurance";
import type { Role } from "./roles";

/** What a session must be worth. */
export type Needs = Readonly<{
  aal: Aal;
  /** One of its factors was proved just now (`policy.session.stepUpFreshSeconds`). */
  fresh?: true;
  /** Goes on while changes are frozen: it shows, or takes rights away. */
  evenFrozen?: true;
  /** Level 1 will do in an account that has no password, which can show no more. */
  orAllItHas?: true;
  /** Whoever has not this role finds no such page; whoever has it has shown one of the factors that it needs. */
  role?: Role;
}>;

export type Right =
  /** Whoever comes. */
  | "public"
  /** Whoever has the secret that was mailed or shown as a link. */
  | "link"
  /** Whoever holds the cookie of the pending login, sign-up or confirmation that it belongs to. */
  | "flow"
  /** Does something for the session that it came with, whatever that is worth, and nothing without one. */
  | "own-session"
  | "device-signature"
  | "provider-signature"
  | "cron-secret"
  | Needs;

const looking = { aal: 1, evenFrozen: true } as const;
/** Nothing that a thief gains by: both factors, however long ago. */
const known = { aal: 2 } as const;
const changing = { aal: 2, fresh: true } as const;
const shrinking = { aal: 2, fresh: true, evenFrozen: true } as const;
const overseeing = { aal: 2, role: "admin" } as const;
const deciding = { aal: 2, fresh: true, role: "admin" } as const;

/**
 * What may be reached by whom: pages by their path, actions by the page whose folder they are in and their name, handlers
 * by their method and path. `requireSession` and `ownChange` take the key and nothing else; tests/unit/access holds that
 * nothing is missing here.
 */
export const places = {
  "/": "public",
  "/goodbye": "public",
  "/approve": "public",
  "/approve/enrol": "public",

  "/signup": "public",
  "/signup#submitSignup": "public",
  "/signup/pin": "flow",
  "/signup/pin#submitPin": "flow",
  "/signup/pin#confirmSilently": "flow",
  "/signup/pin#resendPin": "flow",
  "/signup/pin#goOn": "flow",
  "/signup/pin#refuseCall": "flow",
  "/signup/pin#cancel": "flow",

  "/login": "public",
  "/login#submitPassword": "public",
  "/login/phone": "public",
  "/login/phone#submitNumber": "public",
  "/login/pin": "flow",
  "/login/pin#submitPin": "flow",
  "/login/pin#confirmSilently": "flow",
  "/login/pin#resendPin": "flow",
  "/login/pin#goOn": "flow",
  "/login/pin#refuseCall": "flow",
  "/login/pin#cancel": "flow",
  "/login/approve": "flow",
  "/login/approve#goOn": "flow",
  "/login/approve#askAgain": "flow",
  "/login/approve#cancel": "flow",
  "/login/authenticator": "flow",
  "/login/authenticator#submitCode": "flow",
  "/login/recovery": "flow",
  "/login/recovery#submitCode": "flow",
  "/login/ways#tryAnotherWay": "flow",
  "/login/ways#cancelSecondStep": "flow",
  "/login/passkey": "flow",
  "/login/passkey#enterByPasskey": "flow",
  "/login/passkey#submitPasskey": "flow",
  "/login/more": "flow",
  "/login/more#submitMorePassword": "flow",
  "/login/more#submitNames": "flow",

  "/login/lost": "flow",
  "/login/lost#askToRecover": "flow",
  "/recover/link": "link",
  "/recover/link#submitNewPhone": "link",
  "/recover/pin": "flow",
  "/recover/pin#submitPin": "flow",
  "/recover/pin#resendPin": "flow",
  "/recover/pin#goOn": "flow",
  "/recover/pin#refuseCall": "flow",
  "/recover/pin#cancel": "flow",

  "/reset": "public",
  "/reset#submitReset": "public",
  "/reset/link": "public",
  "/reset/link#goOnWithLink": "link",
  "/reset/pin": "flow",
  "/reset/pin#submitPin": "flow",
  "/reset/pin#resendPin": "flow",
  "/reset/pin#goOn": "flow",
  "/reset/pin#refuseCall": "flow",
  "/reset/pin#cancel": "flow",
  "/reset/authenticator": "flow",
  "/reset/authenticator#submitCode": "flow",
  "/reset/passkey": "flow",
  "/reset/passkey#submitPasskey": "flow",
  "/reset/recovery": "flow",
  "/reset/recovery#submitCode": "flow",
  "/reset/password": "flow",
  "/reset/password#submitNewPassword": "flow",

  "/confirm-email": "public",
  "/confirm-email#confirmAddress": "link",
  "/not-me": "link",
  "/not-me#sayNotMe": "link",
  "/undo-number": "link",
  "/undo-number#takeNumberBack": "link",

  "/account": looking,
  "/account#endThisSession": "own-session",
  "/account#logout": "own-session",
  "/account#stopRecovering": looking,
  "/account/history": looking,
  "/account/sessions": looking,
  "/account/sessions#endOne": shrinking,
  "/account/sessions#endOthers": shrinking,

  "/account/confirm": looking,
  "/account/confirm#askStepUpPin": looking,
  "/account/confirm#submitStepUpPassword": looking,
  "/account/confirm/approve": looking,
  "/account/confirm/approve#askPhone": looking,
  "/account/confirm/approve#askAgain": looking,
  "/account/confirm/approve#goOn": looking,
  "/account/confirm/approve#cancel": "flow",
  "/account/confirm#tryStepUpWay": looking,
  "/account/confirm/authenticator": looking,
  "/account/confirm/authenticator#submitCode": looking,
  "/account/confirm/recovery": looking,
  "/account/confirm/recovery#submitCode": looking,
  "/account/confirm/passkey": looking,
  "/account/confirm/passkey#submitPasskey": looking,
  "/account/confirm/pin": looking,
  "/account/confirm/pin#submitPin": looking,
  "/account/confirm/pin#resendPin": "flow",
  "/account/confirm/pin#goOn": "flow",
  "/account/confirm/pin#refuseCall": "flow",
  "/account/confirm/pin#cancel": "flow",

  "/account/approve": looking,
  "/account/approve#goOn": looking,
  "/account/approve#cancel": looking,
  "/account/transfer": known,
  "/account/transfer#sendMoney": known,

  "/account/username": changing,
  "/account/username#submitUsername": changing,
  "/account/email": changing,
  "/account/email#submitEmail": changing,
  "/account/password": { ...changing, orAllItHas: true },
  "/account/password#submitPassword": { ...changing, orAllItHas: true },
  "/account/language": known,
  "/account/language#submitLanguage": known,
  "/account/phone": changing,
  "/account/phone#submitNumber": changing,
  "/account/phone/pin": known,
  "/account/phone/pin#submitPin": changing,
  "/account/phone/pin#resendPin": "flow",
  "/account/phone/pin#goOn": "flow",
  "/account/phone/pin#refuseCall": "flow",
  "/account/phone/pin#cancel": "flow",
  "/account/delete": changing,
  "/account/delete#submitDeletion": changing,

  "/account/security": looking,
  "/account/security#makeLink": changing,
  "/account/security#renameDevice": changing,
  "/account/security#removeDevice": shrinking,
  "/account/security/authenticator": looking,
  "/account/security/authenticator#setUpApp": changing,
  "/account/security/authenticator#enrolApp": changing,
  "/account/security/authenticator#rename": changing,
  "/account/security/codes": looking,
  "/account/security/codes#makeCodes": changing,
  "/account/security/codes#confirmCodes": changing,
  "/account/security/browsers": looking,
  "/account/security/browsers#trustThis": changing,
  // It gives nobody anything: whoever may look may ask for the second step again.
  "/account/security/browsers#endTrust": looking,
  "/account/security/passkeys": looking,
  "/account/security/passkeys#begin": changing,
  "/account/security/passkeys#rename": changing,
  "/account/security/passkeys/new": known,
  "/account/security/passkeys/new#save": known,
  "/account/security/remove": shrinking,
  "/account/security/remove#remove": shrinking,

  "/admin": overseeing,
  "/admin/jobs": overseeing,
  "/admin/figures": overseeing,
  "/admin/users": overseeing,
  "/admin/users#search": overseeing,
  "/admin/users/[id]": overseeing,
  "/admin/users/[id]#endOne": deciding,
  "/admin/users/[id]#enable": deciding,
  "/admin/users/[id]/sessions": deciding,
  "/admin/users/[id]/sessions#endAll": deciding,
  "/admin/users/[id]/disable": deciding,
  "/admin/users/[id]/disable#disable": deciding,
  "/admin/users/[id]/reset": deciding,
  "/admin/users/[id]/reset#mailReset": deciding,
  "/admin/doctor": overseeing,
  "/admin/doctor#examineDeployment": overseeing,

  "GET /account/receipts/[id]": looking,
  "GET /api/auth/[...nextauth]": "public",
  "HEAD /api/auth/[...nextauth]": "public",
  "GET /api/challenge": "flow",
  "HEAD /api/challenge": "public",
  "GET /api/health": "public",
  "GET /api/health/live": "public",
  "GET /api/health/ready": "public",
  "GET /api/receipt-keys": "public",
  "POST /api/passkeys": "public",
  "POST /api/approvals": "device-signature",
  "POST /api/approvals/enrolment": "link",
  "POST /api/webhooks/[provider]": "provider-signature",
  "GET /api/cron/[job]": "cron-secret",
  "HEAD /api/cron/[job]": "public",
  "GET /api/doctor": "cron-secret",
  "HEAD /api/doctor": "public",
} as const satisfies Readonly<Record<string, Right>>;

export type Place = keyof typeof places;

/** Those that ask for a session of a certain worth. */
export type SessionPlace = {
  [Key in Place]: (typeof places)[Key] extends Needs ? Key : never;
}[Place];

export const needsOf = (place: SessionPlace): Needs => places[place];

/** The page that a place belongs to, without its group: where the person comes back to. */
export const pageOf = (place: SessionPlace): string => place.replace(/#.*$/, "").replace(/^[A-Z]+ /, "");
