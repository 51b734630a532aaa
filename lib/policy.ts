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
    /** Two steps of this length make the five minutes a PIN lives (63B-4 allows ten). */
    channelSeconds: 150,
    workflow: ["sms", "voice"],
    /** How long to wait before the 2nd, 3rd … message of one login. */
    resendAfter: [30, 60, 120, 300],
  },
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
    sendByNumberHour: { limit: 5, seconds: 3_600 },
    sendByNumberDay: { limit: 10, seconds: 86_400 },
    sendByAddress: { limit: 10, seconds: 3_600 },
  },
  /** How long ended rows are kept before the sweeper takes them. */
  retention: { flowSeconds: 86_400, sessionSeconds: 90 * 86_400, throttleSeconds: 86_400 },
  phone: { allowedTypes: ["MOBILE", "FIXED_LINE_OR_MOBILE"], defaultCountry: "GB" },
  username: { min: 3, max: 32 },
} as const;

export type ThrottleName = keyof typeof policy.throttles;

/** The wait before the next message when `sent` messages have gone out already (1 or more). */
export function resendWaitSeconds(sent: number): number {
  const waits = policy.pin.resendAfter;
  return waits[Math.min(sent, waits.length) - 1] ?? 300;
}
