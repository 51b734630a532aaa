import { describe, expect, test } from "vitest";
import { policy, resendWaitSeconds } from "@/lib/policy";

const { password, pin, session, login, factorFailures, throttles } = policy;
const pinLifeSeconds = pin.channelSeconds * pin.workflow.length;

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
    ["At most 5 messages an hour to a number", throttles.sendByNumberHour.limit <= 5],
    ["At most 10 messages a day to a number", throttles.sendByNumberDay.limit <= 10],
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

  test("Only numbers that can be mobile get messages", () => {
    expect(policy.phone.allowedTypes).toEqual(["MOBILE", "FIXED_LINE_OR_MOBILE"]);
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
