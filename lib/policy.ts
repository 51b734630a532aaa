/**
 * Every number and rule in one place. Durations are in seconds unless the name says otherwise.
 * Sources: NIST SP 800-63B-4 and OWASP ASVS 5.0, named where a number comes from there.
 */
export const policy = {
  password: {
    /** Both standards' floor beside a second factor is 8; ours is higher. */
    minCodePoints: 12,
    /** Where browsers may be trusted the password is the only factor at times: 63B-4 §3.1.1.2. */
    minWhereTrusted: 15,
    maxCodePoints: 256,
    maxBytes: 1024,
    argon2: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    /** Hashing threads; more of them stall the event loop instead of hashing faster. */
    maxConcurrentHashes: 2,
    maxQueuedHashes: 64,
  },
  /**
   * A process whose event loop was busy for `busyShare` of every one of so many samples, with so many passwords under
   * way, puts off whoever begins something: those who are half in go on.
   */
  load: { sampleMs: 500, busyShare: 0.97, samples: 3, atWork: 8, retryAfterSeconds: 5 },
  pin: {
    digits: 6,
    /** Vonage ends a request at the third wrong code; ours may not be looser. */
    tries: 3,
    /** All steps of a message together (63B-4 allows ten minutes); each gets an equal share. */
    lifeSeconds: 300,
    /** The least that Vonage's price plans allow for a step, and what it gives to `silent_auth`. */
    shortestStepSeconds: 60,
    silentAuthSeconds: 60,
    /** Vonage refuses to cancel a request before that. */
    cancelAfterSeconds: 30,
    /** A refused call is stopped this long before it would begin: the provider has no other way to leave it out. */
    stopBeforeCallSeconds: 12,
    /** How long to wait before the 2nd, 3rd … message of one login. */
    resendAfter: [30, 60, 120, 300],
  },
  /** A provider that failed so often in a row is left alone for a while, then for longer. */
  breaker: { failures: 5, withinSeconds: 300, openSeconds: 30, longestSeconds: 300 },
  /** How old a provider's callback may be by the database's clock; both ways, as theirs may differ. Telnyx's own clients allow it. */
  callback: { freshSeconds: 300 },
  login: { lifeSeconds: 600 },
  phoneLogin: {
    /** No answer to a PIN that is not right comes sooner: nobody can hear whether a provider was asked. */
    answerAfterMs: 1_200,
  },
  signup: { lifeSeconds: 1800 },
  "step-up": { lifeSeconds: 600 },
  "phone-change": { lifeSeconds: 900 },
  /** The browser that waits for the approval of an action. */
  action: { lifeSeconds: 900 },
  /** The link in the mail (63B-4 allows a day), and what begins with it. */
  reset: { linkSeconds: 3_600, lifeSeconds: 1800 },
  "email-change": { linkSeconds: 86_400 },
  /** A request that waits for an answer on an enrolled phone. */
  approval: {
    lifeSeconds: 90,
    /** Shown in the browser and typed on the phone: 63B-4 §3.1.3 does not accept a mere "approve". */
    digits: 6,
    tries: 3,
    /** One waits at a time (an index holds that); of those that were not approved, so many are sent. */
    mostIn: [
      { seconds: 600, requests: 3 },
      { seconds: 86_400, requests: 10 },
    ],
    /** After that the other ways are offered without being asked for. */
    otherWaysAfterSeconds: 20,
    /** What was approved for an action has to be done within. */
    useWithinSeconds: 300,
    /** How far the time in a phone's own request may be off; it sets its clock by ours. */
    clockSeconds: 120,
  },
  /** Phones that approve. */
  enrolment: { lifeSeconds: 600 },
  devices: { most: 10, nameLength: 40, pushTimeoutMs: 4_000 },
  /** Authenticator apps (RFC 6238). One step either way is accepted, for clocks that are a little off; later steps only. */
  authenticator: { digits: 6, stepSeconds: 30, window: 1, secretBytes: 20 },
  /** Passkeys and authenticator apps of an account, of each kind; how long enrolling one may take, and its wrong codes. */
  factors: { most: 10, nameLength: 40, enrolTries: 5 },
  "factor-enrolment": { lifeSeconds: 600 },
  /** A login by passkey: how long what the browser was given to sign is good, and how long the browser asks. */
  passkey: { lifeSeconds: 600, askSeconds: 300 },
  /** 80 bits each (63B-4 §4.2.1.1 asks for 64). */
  recoveryCodes: { count: 10, warnAt: 2 },
  /**
   * With every factor lost: the wait, how long the link works after it (no longer than the first notice can stop it), and
   * what begins with it.
   */
  recovery: { waitSeconds: 72 * 3_600, openSeconds: 4 * 86_400, lifeSeconds: 1800 },
  /**
   * Browsers that need no second step. It is offered so long after a login; two logins at once show the same token, which
   * is no copy so shortly after it was replaced.
   */
  trust: { offerSeconds: 600, overlapSeconds: 10, most: 10 },
  session: {
    1: { absoluteSeconds: 7 * 86_400, idleSeconds: 86_400 },
    /** 63B-4 §2.2.3. */
    2: { absoluteSeconds: 86_400, idleSeconds: 3_600 },
    /** Of one account; the one that was idle longest goes. */
    most: 10,
    stepUpFreshSeconds: 300,
    touchAfterSeconds: 60,
  },
  /**
   * Consecutive wrong second factors of one account, over all challenges. From `delayAt` on every further
   * try costs a wait that doubles; at `closeAt` the phone route closes (63B-4 §3.2.2 allows 100).
   */
  factorFailures: { delayAt: 10, firstDelaySeconds: 900, longestDelaySeconds: 86_400, closeAt: 50 },
  throttles: {
    loginByAccountAndAddress: { limit: 10, seconds: 900 },
    loginByAccount: { limit: 100, seconds: 3_600 },
    loginByAddress: { limit: 60, seconds: 900 },
    /** In place of those three where the account knows the browser. */
    loginByKnownBrowser: { limit: 10, seconds: 900 },
    signupByAddress: { limit: 30, seconds: 3_600 },
    phoneLoginByNumber: { limit: 30, seconds: 3_600 },
    phoneLoginByAddress: { limit: 30, seconds: 900 },
    /** Wrong PINs of logins by phone, which any stranger may begin: they never touch the account's own count. */
    phoneLoginPins: { limit: 10, seconds: 86_400 },
    resetByAccount: { limit: 5, seconds: 3_600 },
    resetByAddress: { limit: 20, seconds: 3_600 },
    /** Wrong passwords inside an account: the second step of a login by phone, a step-up, a change of password. */
    passwordByAccount: { limit: 10, seconds: 900 },
    /** Questions of a browser that waits for a phone; its page asks every two seconds at most. */
    pollsByFlow: { limit: 120, seconds: 60 },
    enrolmentsByAccount: { limit: 10, seconds: 3_600 },
    phoneChangesByAccount: { limit: 3, seconds: 3_600 },
    emailChangesByAccount: { limit: 5, seconds: 3_600 },
    /** Passkeys that do not fit, and what browsers ask for to sign. */
    passkeyByAddress: { limit: 120, seconds: 900 },
    recoveriesByAccount: { limit: 3, seconds: 86_400 },
    recoveriesByAddress: { limit: 10, seconds: 3_600 },
  },
  /** How long ended rows are kept before the sweeper takes them. */
  retention: {
    flowSeconds: 86_400,
    sessionSeconds: 90 * 86_400,
    throttleSeconds: 86_400,
    /** Callbacks are refused when they are older than five minutes; their ids are kept far longer than that. */
    eventSeconds: 30 * 86_400,
    ledgerSeconds: 400 * 86_400,
    noticeSeconds: 90 * 86_400,
    browserSeconds: 400 * 86_400,
    /** Signed answers are receipts; requests that nobody answered are not. */
    receiptSeconds: 400 * 86_400,
    jobSeconds: 90 * 86_400,
    /** Removed in whole seals, by a function of the database that takes nothing younger than 90 days. */
    auditSeconds: 400 * 86_400,
  },
  /** A run that has not ended after so long is lost; how late a clock may be before a job is overdue. */
  jobs: { mostSeconds: 900, graceSeconds: 7_200 },
  /**
   * The chain over the audit: rows are old enough when no transaction can be under way any more that began before them,
   * and so many are sealed together.
   */
  auditSeal: { afterSeconds: 900, rows: 1000 },
  /** News of messages may come for so many days after them; a job that did not run for a while makes up for so many. */
  figures: { lateDays: 3, backDays: 90 },
  /** A start that nobody recorded for so long will never be: the instance is gone. */
  settlePendingSeconds: 60,
  phone: {
    allowedTypes: ["MOBILE", "FIXED_LINE_OR_MOBILE"],
    defaultCountry: "GB",
    /** Networks give numbers out again: after so long without use the PIN alone opens nothing. */
    sleepsAfterSeconds: 365 * 86_400,
    /** A number that was just changed resets nothing, opens nothing alone, and the change can be taken back. */
    settlesAfterSeconds: 72 * 3_600,
  },
  /** Texts beside the mail tell of what may take the account away. Links in notices work so long. */
  notices: {
    byText: [
      "number-changed",
      "number-restored",
      "password-changed",
      "password-reset",
      "email-changed",
      "account-deleted",
      "device-added",
      "approvals-off",
      "factor-added",
      "code-used",
      "recovery-asked",
      "recovery-done",
      "role-given",
      "role-taken",
      "admin-sessions",
      "admin-disabled",
      "admin-enabled",
      "admin-reset",
    ],
    disputeSeconds: 7 * 86_400,
    freezeSeconds: 86_400,
    /** After each failed attempt; then the notice is given up, and the operators are told. */
    retryAfter: [30, 120, 600, 3_600, 6 * 3_600, 86_400],
    /** Sent at once, so this many connections to the mail server. */
    batch: 5,
    timeoutMs: 8_000,
    /** How long the account page says that one could not be delivered. */
    undeliveredSeconds: 30 * 86_400,
  },
  username: { min: 3, max: 32 },
  /** The same look of an administrator is written down once in `lookSeconds`; one reset is mailed in `resetEverySeconds`. */
  admin: { perPage: 50, lookSeconds: 3_600, recentMessages: 10, resetEverySeconds: 300 },
} as const;

export type ThrottleName = keyof typeof policy.throttles;

/** The wait before the next message when `sent` messages have gone out already (1 or more). */
export function resendWaitSeconds(sent: number): number {
  const waits = policy.pin.resendAfter;
  return waits[Math.min(sent, waits.length) - 1] ?? 300;
}
