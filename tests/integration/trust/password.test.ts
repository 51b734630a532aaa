import { beforeEach, describe, expect, test, vi } from "vitest";
import { replacePassword } from "@/lib/account/change-password";
import { finishReset } from "@/lib/reset/reset";
import { startSignup } from "@/lib/signup/start";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, signupRequest, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { provedReset } from "../reset/resets";
import { here, loggedIn } from "../step-up/browser";
import { browser, typePassword } from "./scenes";
import { allowed } from "./settings";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/env", async (real) => (await import("./settings")).allowing(await real()));
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const WORDS = "quiet old river bank";
const SHORT = WORDS.slice(0, 14);
const FIFTEEN = WORDS.slice(0, 15);
const TOO_SHORT = expect.stringContaining("at least 15 characters");

/** What says no to a password, or null. */
const ways: Readonly<Record<string, (password: string) => Promise<unknown>>> = {
  "at sign-up": async (password) => {
    const { providers } = scriptedProvider();
    const outcome = await startSignup(signupRequest({ password }), visitor, providers);
    return outcome.kind === "invalid" ? outcome.errors.password : null;
  },
  "when it changes": async (password) => {
    await loggedIn();
    const outcome = await replacePassword(await here(), { current: PASSWORD, password }, visitor);
    return outcome.kind === "weak" ? outcome.message : null;
  },
  "when an account gets its first": async (password) => {
    const { person } = await loggedIn({ amr: "sms" });
    await sql`update users set password_hash = null where id = ${person.id}`;
    const outcome = await replacePassword(await here(), { current: "", password }, visitor);
    return outcome.kind === "weak" ? outcome.message : null;
  },
  "after a reset": async (password) => {
    const outcome = await finishReset(await provedReset(await newPerson()), password, visitor);
    return outcome.kind === "weak" ? outcome.message : null;
  },
};

describe.each(Object.entries(ways))("A new password %s", (_, choose) => {
  test("has 15 characters at least where browsers may be trusted (R-001)", async () => {
    allowed.days = 30;
    expect(await choose(SHORT)).toEqual(TOO_SHORT);
    expect(await choose(FIFTEEN)).toBeNull();
  });

  test("has 12 at least where they may not", async () => {
    allowed.days = null;
    expect(await choose(SHORT)).toBeNull();
  });
});

test("A password of less that was chosen before still logs in, with a second step as ever (R-010)", async () => {
  allowed.days = null;
  const { person } = await loggedIn();
  await replacePassword(await here(), { current: PASSWORD, password: SHORT }, visitor);
  allowed.days = 30;
  await browser();
  expect(await typePassword(person, SHORT)).toBe("/login/pin");
});
