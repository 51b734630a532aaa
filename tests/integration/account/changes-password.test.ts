import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitPassword } from "@/app/account/password/actions";
import { replacePassword } from "@/lib/account/change-password";
import { readSid } from "@/lib/auth";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, PASSWORD, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { cookie, here, loggedIn, provedStepUp } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const NEXT = "nine lives of a tabby";
const change = async (current = PASSWORD, password = NEXT) =>
  replacePassword(await here(), { current, password }, visitor);
const logIn = async (identifier: string, password: string) =>
  (await startLogin({ identifier, password, returnTo: null }, visitor, scriptedProvider().providers)).kind;

describe("A new password (T-085)", () => {
  test("is the one that logs in from then on, and its owner is told by mail and by text", async () => {
    const { person } = await loggedIn();
    expect(await change()).toEqual({ kind: "changed" });
    expect(await logIn(person.username, PASSWORD)).toBe("rejected");
    expect(await logIn(person.username, NEXT)).toBe("challenged");
    expect(await toldTo()).toEqual([
      `password-changed email ${person.email}`,
      `password-changed text ${person.phone}`,
    ]);
    expect(await sql`select outcome, details from audit where event = 'account.password'`).toEqual([
      { outcome: "changed", details: { first: false } },
    ]);
  });

  test("ends all other sessions at once, and this one goes on under a new id (T-045)", async () => {
    const { person, sid } = await loggedIn();
    const others = [await newSession(person.id), await newSession(person.id, { amr: "sms" })];
    const [stranger] = [await newSession((await newPerson()).id)];
    await change();
    for (const dead of [sid, ...others.map((other) => other.sid)])
      expect(await findLiveSession(dead)).toBeNull();
    const now = await readSid((await cookie("session")) ?? "");
    expect(await findLiveSession(now)).toMatchObject({ userId: person.id, amr: "pwd sms" });
    expect(await findLiveSession(stranger.sid)).not.toBeNull();
    expect(
      await sql`select 1 from audit where event = 'session.ended' and outcome = 'password'`,
    ).toHaveLength(2);
  });

  test("makes the session last no longer", async () => {
    const { absoluteSeconds } = policy.session[2];
    await loggedIn({ age: absoluteSeconds - 100 });
    await change();
    const now = await readSid((await cookie("session")) ?? "");
    expect(await findLiveSession(now)).toMatchObject({
      ageSeconds: expect.closeTo(absoluteSeconds - 100, -1),
    });
  });

  test("ends logins on their way and everything that is to be confirmed, in every browser", async () => {
    const { providers, code } = scriptedProvider();
    const { person } = await loggedIn();
    const waiting = await loginAwaitingPin(person, providers);
    const verified = await loginAwaitingPin(person, providers);
    await checkLoginPin(verified, code, visitor, providers);
    for (const purpose of ["step-up", "phone-change", "email-change", "reset"])
      await sql`insert into confirmations (purpose, state, user_id, browser, expires_at)
        values (${purpose}, 'proved', ${person.id}, '', now() + interval '10 minutes')`;
    await change();
    expect(await redeemHandle(verified)).toBeNull();
    expect(await checkLoginPin(waiting, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await sql`select distinct state from confirmations`).toEqual([{ state: "cancelled" }]);
  });

  test("ends nothing of anybody else", async () => {
    const { providers, code } = scriptedProvider();
    const other = await newPerson();
    const theirs = await loginAwaitingPin(other, providers);
    await loggedIn();
    await change();
    expect(await checkLoginPin(theirs, code, visitor, providers)).toMatchObject({ kind: "verified" });
  });
});

describe("Nothing changes", () => {
  test("with a wrong current password, and after ten of them not with the right one (T-085)", async () => {
    await loggedIn();
    const before = await sql`select password_hash from users`;
    for (let tries = 0; tries < policy.throttles.passwordByAccount.limit; tries += 1)
      expect(await change("not the password")).toEqual({ kind: "wrong" });
    expect(await change()).toMatchObject({ kind: "throttled", retryAfterSeconds: expect.closeTo(900, -2) });
    expect(await sql`select password_hash from users`).toEqual(before);
    expect(await sql`select 1 from notices`).toEqual([]);
    expect(await sql`select 1 from sessions where revoked_at is not null`).toEqual([]);
  });

  test("without a current password, even for a session that was confirmed just now", async () => {
    const { session, sid } = await loggedIn();
    await provedStepUp(session);
    const form = formOf({ token: formToken(sid), current: "", password: NEXT });
    expect(await whatComesOf(submitPassword(untouched, form))).toMatchObject({
      errors: { current: expect.any(String) },
    });
    expect(await change("")).toEqual({ kind: "wrong" });
  });

  test.each([
    ["a leaked one", "passwordpassword"],
    ["one with our name in it", "my Countersign login"],
    ["one with the user name in it", "it is SomeBody-Else!"],
    ["one with the address in it", "write to post.box.of.mine"],
  ])("for a new password like %s", async (_, password) => {
    const person = await newPerson({ username: "somebody-else", email: "post.box.of.mine@example.org" });
    await loggedIn({}, person);
    const before = await allRows();
    expect(await change(PASSWORD, password)).toMatchObject({ kind: "weak" });
    expect(await allRows()).toEqual(before);
  });

  test.each([
    [
      "the session has ended",
      () => sql`update sessions set revoked_at = now() where browser = ${visitor.browser}`,
    ],
    ["changes have been frozen", () => sql`update users set frozen_until = now() + interval '1 day'`],
    ["the account has been disabled", () => sql`update users set disabled_at = now()`],
    ["the password is another one by now", () => sql`update users set password_hash = password_hash || ' '`],
  ])("when %s since it was asked for", async (_, meanwhile) => {
    const { person, session } = await loggedIn();
    await newSession(person.id, { browser: "Edge on Windows" });
    await loginAwaitingPin(person, scriptedProvider().providers);
    const hash = await import("@/lib/auth/password");
    const hashing = vi.spyOn(hash, "hashPassword").mockImplementationOnce(async () => {
      await meanwhile();
      return "the new hash";
    });
    const kept = async () => [
      await sql`select id from sessions where revoked_at is null and id <> ${session.id}`,
      await sql`select password_hash from users where password_hash = 'the new hash'`,
      await sql`select state from logins`,
      await sql`select kind from notices`,
    ];
    // A session that ends takes no other one with it.
    const before = await kept();
    const outcome = await replacePassword(session, { current: PASSWORD, password: NEXT }, visitor);
    expect(outcome).toEqual({ kind: "refused" });
    expect(await kept()).toEqual(before);
    hashing.mockRestore();
  });
});

describe("The first password of an account that has none", () => {
  const bare = async () => {
    const person = await newPerson();
    await sql`update users set password_hash = null`;
    return loggedIn({ amr: "sms" }, person);
  };

  test("takes no current one, and the phone within five minutes", async () => {
    const { person, sid } = await bare();
    const form = formOf({ token: formToken(sid), password: NEXT });
    await sql`update sessions set stepped_up_at = now() - interval '301 seconds'`;
    expect(await whatComesOf(submitPassword(untouched, form))).toBe(
      "/account/confirm?next=%2Faccount%2Fpassword",
    );
    await sql`update sessions set stepped_up_at = now() - interval '299 seconds'`;
    expect(await whatComesOf(submitPassword(untouched, form))).toBe("/account?changed=password");
    expect(await logIn(person.username, NEXT)).toBe("challenged");
    expect(await here()).toMatchObject({ aal: 1, user: { hasPassword: true } });
    expect(await toldTo()).toContain(`password-changed email ${person.email}`);
  });

  test("is chosen once: of two forms posted at once one counts", async () => {
    const { session } = await bare();
    const ends = await race(2, (index) =>
      replacePassword(session, { current: "", password: `${NEXT} ${index}` }, visitor),
    );
    expect(ends.map((end) => (end.status === "fulfilled" ? end.value.kind : "failed")).toSorted()).toEqual([
      "changed",
      "refused",
    ]);
  });
});

test("Of two changes at once one counts, its password is the one, and the session goes on under a new id, 20 times", async () => {
  for (let round = 0; round < 20; round += 1) {
    await reset();
    const { person, sid, session } = await loggedIn();
    const ends = await race(2, (index) =>
      replacePassword(session, { current: PASSWORD, password: `${NEXT} ${index}` }, visitor),
    );
    const kinds = ends.map((end) => (end.status === "fulfilled" ? end.value.kind : "failed"));
    // The other one comes too late, or so late that its current password is not that any more.
    expect(kinds.filter((kind) => kind === "changed")).toHaveLength(1);
    expect(["refused", "wrong"]).toContain(kinds.find((kind) => kind !== "changed"));
    expect(await logIn(person.username, `${NEXT} ${kinds.indexOf("changed")}`)).toBe("challenged");
    expect(await findLiveSession(sid)).toBeNull();
    expect(await sql`select 1 from sessions where revoked_at is null`).toHaveLength(1);
    expect(await toldTo()).toHaveLength(2);
  }
}, 60_000);
