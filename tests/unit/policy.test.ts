import { describe, expect, test } from "vitest";
import { policy, resendWaitSeconds } from "@/lib/policy";
import { sendPolicy } from "@/lib/sending/policy";

const { password, pin, session, login, factorFailures } = policy;
const { limits } = sendPolicy;
// Of the longest message: a confirmation without a PIN, then every step that carries one.
const pinLifeSeconds = pin.silentAuthSeconds + pin.lifeSeconds;

describe("No number is looser than its standard", () => {
  test.each([
    [
      "A password has at least 8 characters beside a second factor (63B-4 §3.1.1.2)",
      password.minCodePoints >= 8,
    ],
    ["Passwords of 64 characters are accepted (63B-4 §3.1.1.2, ASVS 6.2.9)", password.maxCodePoints >= 64],
    ["The longest password fits its bytes, however wide", password.maxBytes >= 4 * password.maxCodePoints],
    ["A PIN has at least 6 digits (63B-4 §3.1.3.2, ASVS 6.5.4)", pin.digits >= 6],
    ["A PIN lives at most 10 minutes (63B-4 §3.1.3.2, ASVS 6.5.5)", pinLifeSeconds <= 600],
    ["A PIN has no more tries than the provider gives", pin.tries <= 3],
    ["At level 2 a session lasts at most 24 hours (63B-4 §2.2.3)", session[2].absoluteSeconds <= 86_400],
    ["At level 2 an idle session lasts at most 1 hour (63B-4 §2.2.3)", session[2].idleSeconds <= 3_600],
    ["At level 1 a session lasts at most 30 days (63B-4 §2.1.3)", session[1].absoluteSeconds <= 30 * 86_400],
    ["A step-up is fresh for at most 5 minutes", session.stepUpFreshSeconds <= 300],
    ["At most 100 wrong factors in a row (63B-4 §3.2.2)", factorFailures.closeAt <= 100],
    [
      "Nobody guesses a PIN more often than once in 10,000 times",
      factorFailures.closeAt / 10 ** pin.digits <= 1e-4,
    ],
    [
      "At most 5 messages an hour to a number",
      limits["login.number.hour"] <= 5 && limits["signup.number.hour"] <= 5,
    ],
    [
      "At most 10 messages a day to a number",
      limits["login.number.day"] <= 10 && limits["signup.number.day"] <= 10,
    ],
    [
      "At most 10 messages an hour for an address",
      limits["login.address.hour"] <= 10 && limits["signup.address.hour"] <= 10,
    ],
  ])("%s", (_, holds) => {
    expect(holds).toBe(true);
  });

  test("Argon2id costs what ASVS appendix C asks for: 19 MiB twice, or 46 MiB once, or 12 MiB three times", () => {
    const { memoryCost, timeCost }: { memoryCost: number; timeCost: number } = password.argon2;
    const [first, second, third] = [46, 19, 12].map((mebibytes) => mebibytes * 1024);
    const least = timeCost === 1 ? first : timeCost === 2 ? second : third;
    expect(memoryCost).toBeGreaterThanOrEqual(least ?? Number.POSITIVE_INFINITY);
  });
});

describe("The numbers fit each other", () => {
  test("The audit is kept for as long as the database insists on, and sealed long after its transactions", () => {
    expect(policy.retention.auditSeconds).toBeGreaterThanOrEqual(90 * 86_400);
    expect(policy.auditSeal.afterSeconds).toBeGreaterThanOrEqual(900);
  });

  test("Accounts are slowed down before they are closed", () => {
    expect(factorFailures.delayAt).toBeLessThan(factorFailures.closeAt);
    expect(factorFailures.firstDelaySeconds).toBeLessThanOrEqual(factorFailures.longestDelaySeconds);
  });

  test("A login outlives the PIN it waits for", () => {
    expect(login.lifeSeconds).toBeGreaterThanOrEqual(pinLifeSeconds);
    expect(policy.signup.lifeSeconds).toBeGreaterThanOrEqual(pinLifeSeconds);
  });

  test("An idle session ends before it would end anyway", () => {
    for (const level of [1, 2] as const) {
      expect(session[level].idleSeconds).toBeLessThan(session[level].absoluteSeconds);
    }
  });

  test("A session is seen alive often enough for its idle limit", () => {
    expect(session.touchAfterSeconds).toBeLessThan(session[2].idleSeconds / 10);
  });

  test("The better a session is proved, the shorter it lasts", () => {
    expect(session[2].absoluteSeconds).toBeLessThan(session[1].absoluteSeconds);
  });

  test("A recovery can be stopped by its first notice for as long as its link works, and outwaits every freeze", () => {
    const { waitSeconds, openSeconds, lifeSeconds } = policy.recovery;
    expect(waitSeconds + openSeconds).toBeLessThanOrEqual(policy.notices.disputeSeconds);
    expect(waitSeconds).toBeGreaterThan(policy.notices.freezeSeconds);
    expect(lifeSeconds).toBeGreaterThanOrEqual(pinLifeSeconds);
  });

  test("Only numbers that can be mobile get messages", () => {
    expect(policy.phone.allowedTypes).toEqual(["MOBILE", "FIXED_LINE_OR_MOBILE"]);
  });
});

describe("What messages may cost", () => {
  const named = Object.entries(limits).filter(([name]) => /\.(hour|day)$/.test(name));

  test("A day allows no less than an hour, and never more than a whole day of such hours", () => {
    for (const [name, limit] of named.filter(([one]) => one.endsWith(".hour"))) {
      const day = named.find(([one]) => one === name.replace(".hour", ".day"))?.[1] ?? 0;
      expect(day, name).toBeGreaterThanOrEqual(limit);
      expect(day, name).toBeLessThanOrEqual(24 * limit);
    }
  });

  test.each(["hour", "day"] as const)("What more people share allows no less in a %s", (window) => {
    const of = (purpose: "login" | "signup", scope: "number" | "address" | "prefix" | "country" | "total") =>
      limits[`${purpose}.${scope}.${window}`];
    for (const purpose of ["login", "signup"] as const) {
      const wider = [
        of(purpose, "number"),
        of(purpose, "prefix"),
        of(purpose, "country"),
        of(purpose, "total"),
      ];
      expect(wider).toEqual(wider.toSorted((one, other) => one - other));
      expect(of(purpose, "address")).toBeLessThan(of(purpose, "prefix"));
    }
    expect(of("signup", "total")).toBeLessThan(of("login", "total"));
  });

  test("A message is judged unused only when its PIN is dead", () => {
    expect(sendPolicy.conversion.settledAfterSeconds).toBeGreaterThanOrEqual(pinLifeSeconds);
  });

  test("Healthy sites see 60 of a hundred PINs entered: what is stopped lies far below", () => {
    expect(limits["signup.conversion"]).toBeLessThanOrEqual(30);
    expect(limits["login.conversion"]).toBeLessThanOrEqual(30);
  });
});

describe("The wait for another message", () => {
  test.each([
    [1, 30],
    [2, 60],
    [3, 120],
    [4, 300],
    [5, 300],
    [50, 300],
  ])("After %i messages it is %i seconds", (sent, seconds) => {
    expect(resendWaitSeconds(sent)).toBe(seconds);
  });

  test.each([0, -1, 0.5, Number.NaN])("After %d messages, which cannot be, it is the longest", (sent) => {
    expect(resendWaitSeconds(sent)).toBe(300);
  });
});
