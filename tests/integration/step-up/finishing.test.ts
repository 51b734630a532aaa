import { beforeEach, describe, expect, test, vi } from "vitest";
import { finishStepUp } from "@/db/queries/step-ups";
import { readSid } from "@/lib/auth";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { continueSession } from "@/lib/auth/session";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { policy } from "@/lib/policy";
import { completeStepUp, confirmPassword, stepUpHandle } from "@/lib/step-up/confirm";
import { nextStepUp } from "@/lib/step-up/steps";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, visitor } from "../../support/people";
import { browseWith } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { cookie, here, loggedIn, PAGE, provedStepUp } from "./browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

const { sql, reset } = await testDatabase();
beforeEach(reset);

const FRESH = policy.session.stepUpFreshSeconds;
const live = async () =>
  (await sql<{ id: string }[]>`select id from sessions where revoked_at is null`).map(({ id }) => id);

describe("A session that is confirmed", () => {
  test("goes on under a new id, and every copy of the old cookie is worth nothing (T-038)", async () => {
    const { session, sid, id } = await loggedIn({ confirmed: FRESH + 1 });
    const handle = await provedStepUp(session);
    expect(await completeStepUp(session, handle)).toEqual({ returnTo: PAGE });
    const renewed = await here();
    const newSid = await readSid((await cookie("session")) ?? "");
    expect(newSid).not.toBe(sid);
    expect(renewed.id).not.toBe(id);
    expect(renewed).toMatchObject({ aal: 2, stepUpAgeSeconds: expect.closeTo(0, -1) });
    expect(await findLiveSession(sid)).toBeNull();
    expect(await sql`select revoked_for from sessions where id = ${id}`).toEqual([
      { revoked_for: "renewed" },
    ]);
  });

  test("ends no later for it: the time of a session that shows as much as before runs on (T-042)", async () => {
    const { absoluteSeconds } = policy.session[2];
    const { session } = await loggedIn({ age: absoluteSeconds - 60, confirmed: FRESH + 1 });
    await completeStepUp(session, await provedStepUp(session));
    const sid = await readSid((await cookie("session")) ?? "");
    expect(await findLiveSession(sid)).toMatchObject({
      ageSeconds: expect.closeTo(absoluteSeconds - 60, -1),
    });
    await sql`update sessions set created_at = created_at - interval '61 seconds'`;
    expect(await findLiveSession(sid)).toBeNull();
  });

  test("begins anew when it shows more than before, with the limits of both factors", async () => {
    const { session } = await loggedIn({ amr: "sms", age: 6 * 86_400 });
    const handle = await stepUpHandle(session, PAGE);
    expect(await confirmPassword(session, handle, PASSWORD, visitor)).toEqual({
      kind: "right",
      proved: true,
    });
    await completeStepUp(session, handle);
    expect(await here()).toMatchObject({ aal: 2, methods: ["pwd", "sms"] });
    const [{ age } = { age: -1 }] = await sql<{ age: number }[]>`
      select extract(epoch from now() - created_at)::int as age from sessions where revoked_at is null`;
    expect(age).toBeLessThan(60);
  });

  test("costs the owner none of ten sessions", async () => {
    const { person, session } = await loggedIn({ confirmed: FRESH + 1 });
    const others = [];
    for (let other = 1; other < policy.session.most; other += 1)
      others.push(await newSession(person.id, { idle: other * 60 }));
    await completeStepUp(session, await provedStepUp(session));
    expect(await live()).toEqual(expect.arrayContaining(others.map(({ id }) => id)));
    expect(await live()).toHaveLength(policy.session.most);
    expect(await sql`select 1 from notices`).toEqual([]);
  });

  test("is told to nobody as a new browser, and keeps what else it was about to prove", async () => {
    const { person, session } = await loggedIn({ confirmed: FRESH + 1 });
    await sql`insert into browsers (user_id, browser_hash) values (${person.id}, 'another')`;
    await sql`insert into confirmations (purpose, state, user_id, session_id, browser, expires_at)
      values ('phone-change', 'proved', ${person.id}, ${session.id}, '', now() + interval '1 minute')`;
    await completeStepUp(session, await provedStepUp(session));
    const { id } = await here();
    expect(await sql`select session_id from confirmations where purpose = 'phone-change'`).toEqual([
      { session_id: id },
    ]);
    expect(await sql`select 1 from notices`).toEqual([]);
  });

  test("is one afterwards, however often it is finished at once", async () => {
    const { session } = await loggedIn({ confirmed: FRESH + 1 });
    for (let round = 0; round < 3; round += 1) {
      const now = await here();
      const handle = await provedStepUp(now, `/account/${round}`);
      const ends = await race(50, () => completeStepUp(now, handle));
      expect(ends.filter((end) => end.status === "fulfilled" && end.value !== null)).toHaveLength(1);
      expect(await live()).toHaveLength(1);
      expect(await completeStepUp(session, handle)).toBeNull();
    }
  });

  test("is one afterwards, however often its handle is redeemed at once", async () => {
    for (let round = 0; round < 10; round += 1) {
      await reset();
      const { session } = await loggedIn({ confirmed: FRESH + 1 });
      const handle = await provedStepUp(session);
      await finishStepUp(hashSecret(handle), session.id, "verified");
      const ends = await race(50, () => redeemHandle(handle));
      expect(ends.filter((end) => end.status === "fulfilled" && end.value !== null)).toHaveLength(1);
      expect(await live()).toHaveLength(1);
    }
  });

  test("stays ended when it ended before its new id was there, and takes no other with it", async () => {
    const { session, id } = await loggedIn({ confirmed: FRESH + 1 });
    const handle = await provedStepUp(session);
    await finishStepUp(hashSecret(handle), session.id, "verified");
    await sql`update sessions set revoked_at = now() where id = ${id}`;
    for (let other = 0; other < policy.session.most; other += 1) await newSession(session.user.id);
    expect(await continueSession(handle)).toBe(false);
    expect(await live()).toHaveLength(policy.session.most);
  });
});

describe("A confirmation is worth nothing (T-051)", () => {
  test("in another session of the same account, nor in one of another account", async () => {
    const first = await loggedIn({ confirmed: FRESH + 1 });
    const handle = await provedStepUp(first.session);
    const second = await loggedIn({ confirmed: FRESH + 1 }, first.person);
    const stranger = await loggedIn({ confirmed: FRESH + 1 });
    for (const { session } of [second, stranger]) expect(await completeStepUp(session, handle)).toBeNull();
    expect(await redeemHandle(handle)).toBeNull();
    expect((await live()).toSorted()).toEqual([first.id, second.id, stranger.id].toSorted());
    await browseWith({ sid: first.sid });
    expect(await completeStepUp(first.session, handle)).not.toBeNull();
  });

  test.each([
    ["that is not proved", () => sql`update confirmations set state = 'open'`],
    ["that was used", () => sql`update confirmations set state = 'done'`],
    ["that was given up", () => sql`update confirmations set state = 'cancelled'`],
    ["whose ten minutes are over", () => sql`update confirmations set expires_at = now()`],
    ["of a change of number", () => sql`update confirmations set purpose = 'phone-change'`],
    ["of a reset", () => sql`update confirmations set purpose = 'reset', session_id = null`],
    ["whose session has ended", () => sql`update sessions set revoked_at = now()`],
  ])("%s", async (_, change) => {
    const { session } = await loggedIn({ confirmed: FRESH + 1 });
    const handle = await provedStepUp(session);
    await change();
    expect(await completeStepUp(session, handle)).toBeNull();
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select 1 from sessions`).toHaveLength(1);
  });

  test("that nobody began", async () => {
    const { session } = await loggedIn();
    for (const handle of [randomSecret(), "", session.id])
      expect(await completeStepUp(session, handle)).toBeNull();
  });
});

describe("A session that has shown the phone alone (AAL1)", () => {
  const typed = async (given: { confirmed: number }, password = PASSWORD) => {
    const { session, ...rest } = await loggedIn({ amr: "sms", ...given });
    const handle = await stepUpHandle(session, PAGE);
    return { ...rest, session, handle, outcome: await confirmPassword(session, handle, password, visitor) };
  };

  test("needs the password alone within five minutes of its PIN, and a PIN too after that (4:59, 5:01)", async () => {
    const within = await typed({ confirmed: FRESH - 1 });
    expect(within.outcome).toEqual({ kind: "right", proved: true });
    expect(await completeStepUp(within.session, within.handle)).not.toBeNull();
    const after = await typed({ confirmed: FRESH + 1 });
    expect(after.outcome).toEqual({ kind: "right", proved: false });
    expect(await completeStepUp(after.session, after.handle)).toBeNull();
    expect(await nextStepUp(after.session, PAGE)).toEqual({ next: "pin", asked: false });
    await completeStepUp(after.session, await provedStepUp(after.session));
    expect(await here()).toMatchObject({ aal: 2 });
  });

  test("gains no level by a PIN alone", async () => {
    const { session } = await loggedIn({ amr: "sms", confirmed: FRESH + 1 });
    expect(await nextStepUp(session, PAGE)).toEqual({ next: "password", asked: false });
    await completeStepUp(session, await provedStepUp(session));
    expect(await here()).toMatchObject({ aal: 1, methods: ["sms"] });
  });

  test("gains nothing by a wrong password, and after ten of them nothing by the right one", async () => {
    const { session, handle, outcome } = await typed({ confirmed: 0 }, "not the password");
    expect(outcome).toEqual({ kind: "wrong" });
    for (let tries = 1; tries < policy.throttles.passwordByAccount.limit; tries += 1)
      expect(await confirmPassword(session, handle, "not the password", visitor)).toEqual({ kind: "wrong" });
    expect(await confirmPassword(session, handle, PASSWORD, visitor)).toMatchObject({ kind: "throttled" });
    expect(await completeStepUp(session, handle)).toBeNull();
    expect(await sql`select outcome from audit where event = 'step-up.password'`).toHaveLength(10);
  });

  test("cannot use the password that was typed in another session, or for another page", async () => {
    const { session, person, handle } = await typed({ confirmed: FRESH + 1 });
    const other = await loggedIn({ amr: "sms", confirmed: FRESH + 1 }, person);
    expect(await confirmPassword(other.session, handle, PASSWORD, visitor)).toEqual({ kind: "over" });
    expect(await nextStepUp(session, "/account/delete")).toEqual({ next: "password", asked: false });
  });

  test("of an account without a password can show no more than its phone", async () => {
    const person = await newPerson();
    await sql`update users set password_hash = null`;
    const { session } = await loggedIn({ amr: "sms", confirmed: FRESH + 1 }, person);
    expect(await nextStepUp(session, PAGE)).toEqual({ next: "pin", asked: false });
    const handle = await stepUpHandle(session, PAGE);
    expect(await confirmPassword(session, handle, PASSWORD, visitor)).toEqual({ kind: "wrong" });
    await completeStepUp(session, await provedStepUp(session));
    expect(await nextStepUp(await here(), PAGE)).toEqual({ next: "none", asked: false });
    expect(await here()).toMatchObject({ aal: 1 });
  });
});
