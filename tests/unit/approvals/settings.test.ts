import { describe, expect, test } from "vitest";
import webPush from "web-push";
import { parseEnv } from "@/lib/env";
import { type Changes, present, problems, starting, vonage } from "../configuration";

const { publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY } = webPush.generateVAPIDKeys();
const pair = { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT: "mailto:you@example.org" };
const settings = (changes: Changes) => parseEnv(present({ ...vonage, ...changes })).approvals;

test("Without a pair phones are not notified, and the server starts", () => {
  expect(settings({})).toEqual({ push: null, pushService: null });
});

test("A pair and an address make notifications", () => {
  expect(settings(pair).push).toEqual({
    pairs: [{ publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY }],
    subject: "mailto:you@example.org",
  });
  expect(settings({ ...pair, VAPID_SUBJECT: "https://example.org/contact" }).push).not.toBeNull();
});

test("Two pairs stand in the order in which they are tried", () => {
  const other = webPush.generateVAPIDKeys();
  const both = {
    VAPID_PUBLIC_KEY: `${other.publicKey}, ${VAPID_PUBLIC_KEY}`,
    VAPID_PRIVATE_KEY: `${other.privateKey}, ${VAPID_PRIVATE_KEY}`,
  };
  expect(settings({ ...pair, ...both }).push?.pairs).toEqual([
    other,
    { publicKey: VAPID_PUBLIC_KEY, privateKey: VAPID_PRIVATE_KEY },
  ]);
});

describe("The server does not start", () => {
  test("with more of one half than of the other", () => {
    const [two, name] = [`${VAPID_PUBLIC_KEY},${VAPID_PUBLIC_KEY}`, "VAPID_PRIVATE_KEY"];
    expect(problems({ ...vonage, ...pair, VAPID_PUBLIC_KEY: two })).toEqual(
      starting(`${name} is not usable`),
    );
  });

  test.each(["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "VAPID_SUBJECT"])(
    "without %s beside the others",
    (name) => {
      expect(problems({ ...vonage, ...pair, [name]: undefined })).toEqual(starting(`${name} is missing`));
    },
  );

  test.each([
    ["VAPID_PUBLIC_KEY", VAPID_PUBLIC_KEY.slice(1)],
    ["VAPID_PUBLIC_KEY", `${VAPID_PUBLIC_KEY}=`],
    ["VAPID_PUBLIC_KEY", VAPID_PRIVATE_KEY],
    ["VAPID_PRIVATE_KEY", VAPID_PUBLIC_KEY],
    ["VAPID_PRIVATE_KEY", `${VAPID_PRIVATE_KEY}=`],
    ["VAPID_PRIVATE_KEY", "+".repeat(43)],
    ["VAPID_SUBJECT", "somebody@example.org"],
    ["VAPID_SUBJECT", "mailto:somebody"],
    ["VAPID_SUBJECT", "http://example.org"],
    ["VAPID_SUBJECT", "mailto:you@example.org, mailto:me@example.org"],
  ])("with an unusable %s: %s", (name, value) => {
    const told = problems({ ...vonage, ...pair, [name]: value });
    expect(told).toEqual(starting(`${name} is not usable`));
    expect(told.join()).not.toContain(value);
  });

  test.each([
    "https://push.example.org",
    "http://10.0.0.1:4000",
    "http://169.254.169.254",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "file:///tmp",
    "ws://127.0.0.1",
    "127.0.0.1:4000",
  ])("with a push service that is not on this machine: %s", (address) => {
    expect(problems({ ...vonage, ...pair, PUSH_SERVICE_URL: address })).toEqual(
      starting("PUSH_SERVICE_URL is not usable"),
    );
  });
});

test.each(["http://127.0.0.1:4000", "http://localhost:4000/", "http://[::1]:4000"])(
  "A push service on this machine is taken: %s",
  (address) => {
    expect(settings({ ...pair, PUSH_SERVICE_URL: address }).pushService).toBe(address.replace(/\/$/, ""));
  },
);
