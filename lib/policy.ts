/**
 * Every number and rule in one place. Durations are in seconds unless the name says otherwise.
 * Sources: NIST SP 800-63B-4 and OWASP ASVS 5.0, named where a number comes from there.
 */
export const policy = {
  password: {
    /** Both standards' floor beside a second factor is 8; ours is higher. */
    minCodePoints: 12,
    maxCodePoints: 256,
    maxBytes: 1024,
    argon2: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
    /** Hashing threads; more of them stall the event loop instead of hashing faster. */
    maxConcurrentHashes: 2,
    maxQueuedHashes: 64,
  },
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
  },
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
} as const;

export type ThrottleName = keyof typeof policy.throttles;

/**
 * What messages may cost. Apart from `policy`, which browsers load too. `limits` can be changed by SEND_LIMITS under
 * the same names: messages for each number, account, address, prefix (a block of a thousand numbers) and country, and
 * in all; `address.numbers` are different numbers of one address in an hour, `conversion` is a percentage.
 * Sign-up, login, login by phone alone, and the confirmations of an account's owner (step-up, reset) count apart:
 * neither strangers nor a busy hour of one's own may use up what is needed to log in.
 */
export const sendPolicy = {
  limits: {
    "signup.number.hour": 5,
    "signup.number.day": 10,
    "signup.address.hour": 10,
    "signup.address.day": 30,
    "signup.address.numbers": 5,
    "signup.prefix.hour": 20,
    "signup.prefix.day": 60,
    "signup.country.hour": 100,
    "signup.country.day": 500,
    "signup.total.hour": 200,
    "signup.total.day": 1_000,
    "signup.conversion": 20,
    "phone.number.hour": 5,
    "phone.number.day": 10,
    "phone.address.hour": 10,
    "phone.address.day": 30,
    "phone.address.numbers": 5,
    "phone.prefix.hour": 20,
    "phone.prefix.day": 60,
    "phone.country.hour": 200,
    "phone.country.day": 1_000,
    "phone.total.hour": 500,
    "phone.total.day": 5_000,
    "phone.conversion": 20,
    "confirm.number.hour": 6,
    "confirm.number.day": 20,
    "confirm.account.hour": 6,
    "confirm.account.day": 20,
    "confirm.address.hour": 20,
    "confirm.address.day": 60,
    "confirm.address.numbers": 8,
    "confirm.prefix.hour": 100,
    "confirm.prefix.day": 500,
    "confirm.country.hour": 1_000,
    "confirm.country.day": 10_000,
    "confirm.total.hour": 2_000,
    "confirm.total.day": 20_000,
    "confirm.conversion": 20,
    "login.number.hour": 5,
    "login.number.day": 10,
    "login.account.hour": 5,
    "login.account.day": 10,
    "login.address.hour": 10,
    "login.address.day": 60,
    "login.address.numbers": 8,
    "login.prefix.hour": 100,
    "login.prefix.day": 500,
    "login.country.hour": 1_000,
    "login.country.day": 10_000,
    "login.total.hour": 2_000,
    "login.total.day": 20_000,
    "login.conversion": 20,
  },
  /** Healthy sites see 60 to 80 of a hundred PINs entered; see `conversion` for the least. */
  conversion: { least: 20, most: 100, withinSeconds: 86_400, settledAfterSeconds: 360 },
  /** From `address.numbers` on, each further number of that address has to wait so long after the one before. */
  manyNumbers: { withinSeconds: 3_600, waitSeconds: 300, most: 100 },
  /** Until a provider has told what a message to that country costs. */
  prices: {
    currency: "EUR",
    silent_auth: "0.03",
    sms: "0.06",
    voice: "0.08",
    whatsapp: "0.06",
    rcs: "0.06",
    email: "0.01",
  },
  alerts: { everySeconds: 3_600, timeoutMs: 3_000 },
} as const;

export type SendLimit = keyof typeof sendPolicy.limits;

/** The wait before the next message when `sent` messages have gone out already (1 or more). */
export function resendWaitSeconds(sent: number): number {
  const waits = policy.pin.resendAfter;
  return waits[Math.min(sent, waits.length) - 1] ?? 300;
}
