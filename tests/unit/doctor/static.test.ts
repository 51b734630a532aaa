import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { examineSettings } from "@/lib/doctor/doctor";
import { readSettings } from "@/lib/doctor/settings";
import { type Changes, present, vonage } from "../configuration";

const byChance = {
  AUTH_SECRET: "h4Jq8Lm2Rt6Yw0Zb5Nc9Vx3Kd7Gf1Ps4",
  PASSWORD_PEPPERS: "u7Ta3Xe9Qk5Mo1Ji8Lc4Rb6Wn2Hd0Fz5",
  CRON_SECRET: "y6Gv2Bs8Dp4Kr0Wm7Zt3Xc9Lq5Nf1Ja6",
  APP_URL: "https://login.countersign.dev",
  DATABASE_URL: "postgres://ada:Zx8@db.countersign.dev:5432/countersign",
};

const look = async (changes: Changes = {}) =>
  (await examineSettings(readSettings(present({ ...vonage, ...byChance, ...changes }))))
    .filter(({ verdict }) => verdict !== "right")
    .map(({ verdict, title, told }) => `${verdict}: ${title}: ${told}`);

const shortKey = generateKeyPairSync("rsa", { modulusLength: 1024 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

test("Of a configuration that is right only what is not set up is told", async () => {
  expect(await look()).toEqual([
    "warning: Vonage's callbacks: Vonage's callbacks are not taken, so nobody is told that a message was not delivered",
  ]);
});

describe("Secrets", () => {
  test.each([
    [
      "one that was typed",
      { AUTH_SECRET: "correct horse battery staple secret" },
      "AUTH_SECRET does not look",
    ],
    ["one of few characters", { CRON_SECRET: "ab".repeat(20) }, "CRON_SECRET does not look"],
    [
      "an old one that was typed",
      { PASSWORD_PEPPERS: `${byChance.PASSWORD_PEPPERS},${"pepper-".repeat(6)}` },
      "PASSWORD_PEPPERS does not look",
    ],
    [
      "one for two purposes",
      { CRON_SECRET: byChance.AUTH_SECRET },
      "AUTH_SECRET and CRON_SECRET are the same",
    ],
    [
      "an old one for two purposes",
      { PASSWORD_PEPPERS: `${byChance.PASSWORD_PEPPERS},${byChance.AUTH_SECRET}` },
      "AUTH_SECRET and PASSWORD_PEPPERS are the same",
    ],
  ])("%s is noticed", async (_, changes, told) => {
    expect((await look(changes))[0]).toContain(told);
  });

  test("how many old ones there are is told", async () => {
    const found = await look({ AUTH_SECRET: `${byChance.AUTH_SECRET},k3Wq7Zt1Xb5Lm9Rv2Yc6Pd0Hn4Js8Fg3` });
    expect(found).toContainEqual(expect.stringMatching(/^note: Old ones: AUTH_SECRET has 1 old/));
  });
});

describe("Variables", () => {
  test.each([
    [
      "an address with a path",
      { APP_URL: "https://login.countersign.dev/app" },
      "wrong: Address: APP_URL has a path",
    ],
    [
      "an example",
      { APP_URL: "https://login.example.org" },
      "warning: Examples: APP_URL is still what .env.example says",
    ],
    ["no secret for the clock", { CRON_SECRET: undefined }, "warning: Cron: CRON_SECRET is not set, so"],
    ["DEBUG (T-121)", { DEBUG: "vonage:*" }, "wrong: Variables: DEBUG is not usable"],
    [
      "a key of 1024 bits",
      { VONAGE_PRIVATE_KEY: shortKey },
      "wrong: Vonage's key: VONAGE_PRIVATE_KEY has 1024 bits",
    ],
  ])("%s is noticed", async (_, changes, told) => {
    expect((await look(changes)).join("\n")).toContain(told);
  });

  test("everything that the server would refuse is told at once, as it would tell it", async () => {
    const settings = readSettings({ APP_URL: "login.countersign.dev", AUTH_SECRET: "short" });
    const found = await examineSettings(settings);
    const told = found.filter(({ title }) => title === "Variables").map((result) => result.told);
    expect(told).toEqual(settings.problems.map((problem) => problem.split(":")[0]));
    expect(told).toContain("PASSWORD_PEPPERS is missing");
    expect(told).toContain("VONAGE_PRIVATE_KEY is missing");
  });
});
