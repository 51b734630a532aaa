import { beforeEach, describe, expect, test, vi } from "vitest";
import { hashPassword } from "@/lib/auth/password";
import { checkConfirmationPin } from "@/lib/confirmations/check-pin";
import { completeStepUp, confirmPassword, stepUpHandle } from "@/lib/step-up/confirm";
import { nextStepUp } from "@/lib/step-up/steps";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { cookie, here, PAGE, provedStepUp, sendPin } from "../step-up/browser";
import { audited, browser, cookiesHere, trustedBrowser, trustedRows, typePassword } from "./scenes";
import { allowed } from "./settings";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/env", async (real) => (await import("./settings")).allowing(await real()));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(async () => {
  allowed.days = 7;
  await reset();
});

const SECOND_STEP = "/login/pin";

describe("In a trusted browser the password alone", () => {
  test("opens a session that has shown one factor (AAL1)", async () => {
    const { person } = await trustedBrowser();
    expect(await typePassword(person)).toBe("/account");
    expect(await here()).toMatchObject({ aal: 1, methods: ["pwd"], user: { id: person.id } });
    expect(await audited("login.trusted")).toEqual(["right"]);
    expect(await sql`select count(*)::int as n from challenges`).toEqual([{ n: 1 }]);
    expect(await sql`select kind from notices`).toEqual([]);
  });

  test("opens it again and again, each time with a new token, and never beyond the day it was trusted until", async () => {
    const { person, trusted } = await trustedBrowser();
    const [first] = await sql`select expires_at from trusted_browsers`;
    const seen = new Set([trusted]);
    for (let login = 0; login < 3; login += 1) {
      await sql`update trusted_browsers set created_at = created_at - interval '1 day', expires_at = expires_at - interval '1 day'`;
      expect(await typePassword(person)).toBe("/account");
      seen.add(await cookie("trusted"));
    }
    expect(seen.size).toBe(4);
    const [last] = await sql`select expires_at + interval '3 days' as expires_at from trusted_browsers`;
    expect(last).toEqual(first);
    await sql`update trusted_browsers set expires_at = now()`;
    expect(await typePassword(person)).toBe(SECOND_STEP);
  });

  test("keeps the token nowhere but in the cookie: the row has hashes", async () => {
    const { trusted = "" } = await trustedBrowser();
    const [, secret = ""] = trusted.split(".");
    const [row] = await sql`select * from trusted_browsers`;
    expect(secret).toHaveLength(43);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(JSON.stringify(await sql`select * from audit`)).not.toContain(secret);
  });
});

describe("A session of the password alone", () => {
  async function entered() {
    const { person } = await trustedBrowser();
    await typePassword(person);
    return { person, session: await here() };
  }

  test("is asked for the second step and not for the password again, and has both then (AAL2)", async () => {
    const { session } = await entered();
    expect(await nextStepUp(session, PAGE)).toEqual({ next: "pin", asked: false });
    expect(await completeStepUp(session, await provedStepUp(session))).toMatchObject({ returnTo: PAGE });
    expect(await here()).toMatchObject({ aal: 2, methods: ["pwd", "sms"] });
  });

  test("has not confirmed anything by typing the password once more, however fresh it is", async () => {
    const { session } = await entered();
    const script = scriptedProvider();
    const handle = await stepUpHandle(session, PAGE);
    expect(await confirmPassword(session, handle, PASSWORD, visitor)).toEqual({
      kind: "right",
      proved: false,
    });
    expect(await completeStepUp(session, handle)).toBeNull();
    await sendPin(session, handle, script);
    expect(await checkConfirmationPin("step-up", handle, script.code, visitor, script.providers)).toEqual({
      kind: "proved",
    });
    await completeStepUp(session, handle);
    expect(await here()).toMatchObject({ aal: 2, methods: ["pwd", "sms"] });
  });
});

describe("The second step is asked for, and the trust stays,", () => {
  const circumstances: Readonly<Record<string, (userId: string) => Promise<unknown>>> = {
    "while changes are frozen": (id) =>
      sql`update users set frozen_until = now() + interval '1 hour' where id = ${id}`,
    "while somebody waits to get back in with every factor lost": (id) => sql`
      insert into recoveries (user_id, browser, ready_at, ends_at)
      values (${id}, 'Firefox on Linux', now() + interval '3 days', now() + interval '10 days')`,
    "of an administrator": (id) => sql`update users set role = 'admin' where id = ${id}`,
    "in a browser that the account does not know any more": (id) =>
      sql`delete from browsers where user_id = ${id}`,
    "where the deployer allows no trust any more": async () => {
      allowed.days = null;
    },
    "once more days have passed than the deployer allows now": async () => {
      allowed.days = 2;
      await sql`update trusted_browsers set created_at = now() - interval '49 hours'`;
    },
    "of a password that is shorter than 15 characters": async (id) =>
      sql`update users set password_hash = ${await hashPassword("a shorter one")} where id = ${id}`,
  };

  test.each(Object.entries(circumstances))("%s", async (name, happen) => {
    const { person } = await trustedBrowser();
    await happen(person.id);
    const typed = name.includes("shorter") ? "a shorter one" : PASSWORD;
    expect(await typePassword(person, typed)).toBe(SECOND_STEP);
    expect(await audited("login.trusted")).toEqual([]);
    expect(await trustedRows()).toEqual([{ live: true }]);
  });
});

test("Whoever else logs in in a trusted browser is asked for the second step, and the trust stays", async () => {
  const { person } = await trustedBrowser();
  expect(await typePassword(await newPerson())).toBe(SECOND_STEP);
  expect(await trustedRows()).toEqual([{ live: true }]);
  expect(await typePassword(person)).toBe("/account");
});

test("A wrong password is a wrong password", async () => {
  const { person } = await trustedBrowser();
  const before = await cookie("trusted");
  expect(await typePassword(person, "a wrong one that is long")).toMatchObject({ answer: expect.anything() });
  expect(await cookie("trusted")).toBe(before);
});

test("Logging out leaves the trust, and a login in another browser does not get it", async () => {
  const { person, ...kept } = await trustedBrowser();
  await browser();
  expect(await typePassword(person)).toBe(SECOND_STEP);
  await browser(kept);
  expect(await typePassword(person)).toBe("/account");
  expect(await cookiesHere()).toHaveProperty("session");
});
