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
  signup: { lifeSeconds: 1800 },
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
  },
  /** How long ended rows are kept before the sweeper takes them. */
  retention: {
    flowSeconds: 86_400,
    sessionSeconds: 90 * 86_400,
    throttleSeconds: 86_400,
    /** Callbacks are refused when they are older than five minutes; their ids are kept far longer than that. */
    eventSeconds: 30 * 86_400,
    ledgerSeconds: 400 * 86_400,
  },
  /** A start that nobody recorded for so long will never be: the instance is gone. */
  settlePendingSeconds: 60,
  phone: { allowedTypes: ["MOBILE", "FIXED_LINE_OR_MOBILE"], defaultCountry: "GB" },
  username: { min: 3, max: 32 },
} as const;

export type ThrottleName = keyof typeof policy.throttles;

/**
 * What messages may cost. Apart from `policy`, which browsers load too. `limits` can be changed by SEND_LIMITS under
 * the same names: messages for each number, account, address, prefix (a block of a thousand numbers) and country, and
 * in all; `address.numbers` are different numbers of one address in an hour, `conversion` is a percentage.
 * Sign-up and login count apart, so that strangers cannot use up what owners need to log in.
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
