import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitNewPassword } from "@/app/(auth)/reset/password/actions";
import { resetPassword } from "@/db/queries/resets";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { formToken, writeHandle } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { checkLoginPin } from "@/lib/login/check-pin";
import { transition } from "@/lib/login/machine";
import { startLogin } from "@/lib/login/start";
import { finishReset } from "@/lib/reset/reset";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { begunReset, provedReset } from "./resets";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const NEXT = "nine lives of a tabby";
const finish = (handle: string, password = NEXT) => finishReset(handle, password, visitor);
const logIn = async ({ username: identifier }: Person, password: string) =>
  (await startLogin({ identifier, password, returnTo: null }, visitor, scriptedProvider().providers)).kind;
const _failures = async () => (await sql`select factor_failures::int as n from users`)[0]?.n;

describe("A password is reset by link and PIN together", () => {
  test("and logs in then, with a PIN as ever; the reset itself opens no session", async () => {
    const person = await newPerson();
    const handle = await provedReset(person);
    expect(await finish(handle)).toEqual({ kind: "changed" });
    expect(await redeemHandle(handle)).toBeNull();
    expect(await sql`select 1 from sessions`).toEqual([]);
    expect(await logIn(person, PASSWORD)).toBe("rejected");
    expect(await logIn(person, NEXT)).toBe("challenged");
    expect(await sql`select state, amr from logins`).toEqual([{ state: "challenged", amr: "pwd" }]);
  });

  test("and its owner is told everywhere, and it is written down", async () => {
    const person = await newPerson();
    const handle = await provedReset(person);
    await sql`delete from notices`;
    await finish(handle);
    expect(await toldTo()).toEqual([
      `password-reset email ${person.email}`,
      `password-reset text ${person.phone}`,
    ]);
    expect(await sql`select event, outcome from audit where user_id = ${person.id} order by id`).toEqual([
      { event: "reset.asked", outcome: "asked" },
      { event: "reset.link", outcome: "used" },
      { event: "reset.pin", outcome: "right" },
      { event: "account.password", outcome: "reset" },
    ]);
  });

  test("not by the link alone: before the PIN there is nothing to finish", async () => {
    const person = await newPerson();
    const { handle, type } = await begunReset(person);
    expect(await finish(handle)).toEqual({ kind: "over" });
    await type("000000");
    expect(await finish(handle)).toEqual({ kind: "over" });
    expect(await logIn(person, PASSWORD)).toBe("challenged");
  });

  test("not by a PIN alone: one of a login, and a handle of nothing, reset nothing", async () => {
    const { providers, code } = scriptedProvider();
    const person = await newPerson();
    const login = await loginAwaitingPin(person, providers);
    await checkLoginPin(login, code, visitor, providers);
    const before = await allRows();
    for (const handle of [login, randomSecret(), "", person.id])
      expect(await finish(handle)).toEqual({ kind: "over" });
    expect(await allRows()).toEqual(before);
  });

  test.each(["open", "mailed", "done", "cancelled"])("not in the state %s", async (state) => {
    const handle = await provedReset(await newPerson());
    await sql`update confirmations set state = ${state}`;
    expect(await finish(handle)).toEqual({ kind: "over" });
  });

  test.each([
    ["half an hour later", () => sql`update confirmations set expires_at = now()`],
    ["for a disabled account", () => sql`update users set disabled_at = now()`],
    ["by what proved something else", () => sql`update confirmations set purpose = 'step-up'`],
  ])("not %s", async (_, meanwhile) => {
    const handle = await provedReset(await newPerson());
    await meanwhile();
    const before = await allRows();
    expect(await finish(handle)).toEqual({ kind: "over" });
    expect(await allRows()).toEqual(before);
  });

  test("also while changes are frozen: it is how an owner gets back in", async () => {
    const person = await newPerson();
    await sql`update users set frozen_until = now() + interval '1 day'`;
    expect(await finish(await provedReset(person))).toEqual({ kind: "changed" });
  });

  test("once: its handle is worth nothing afterwards", async () => {
    const person = await newPerson();
    const handle = await provedReset(person);
    await finish(handle);
    expect(await finish(handle, "another one altogether")).toEqual({ kind: "over" });
    expect(await logIn(person, NEXT)).toBe("challenged");
  });

  test("once, by fifty posts at once, and the one that counted is the one that logs in", async () => {
    const person = await newPerson();
    const handle = await provedReset(person);
    await sql`delete from notices`;
    const ends = await race(50, (index) => finish(handle, `${NEXT} ${index}`));
    const kinds = ends.map((end) => (end.status === "fulfilled" ? end.value.kind : "failed"));
    expect(kinds.filter((kind) => kind === "changed")).toHaveLength(1);
    expect(kinds).not.toContain("failed");
    expect(await logIn(person, `${NEXT} ${kinds.indexOf("changed")}`)).toBe("challenged");
    expect(await toldTo()).toHaveLength(2);
  });
});

describe("A reset ends", () => {
  test("every session, every login on its way and everything else that was to be confirmed (T-045)", async () => {
    const { providers, code } = scriptedProvider();
    const person = await newPerson();
    const other = await newPerson();
    const theirs = await newSession(other.id);
    const sessions = [await newSession(person.id), await newSession(person.id, { amr: "sms" })];
    const handle = await provedReset(person);
    const verified = await loginAwaitingPin(person, providers);
    await checkLoginPin(verified, code, visitor, providers);
    const waiting = await loginAwaitingPin(person, providers);
    for (const purpose of ["step-up", "phone-change", "email-change", "reset"])
      await sql`insert into confirmations (purpose, state, user_id, browser, expires_at)
        values (${purpose}, 'proved', ${person.id}, '', now() + interval '10 minutes')`;
    await finish(handle);
    for (const { sid } of sessions) expect(await findLiveSession(sid)).toBeNull();
    expect(await findLiveSession(theirs.sid)).not.toBeNull();
    expect(await redeemHandle(verified)).toBeNull();
    expect(await checkLoginPin(waiting, code, visitor, providers)).toMatchObject({ kind: "closed" });
    expect(await sql`select state, count(*)::int from confirmations group by 1 order by 1`).toEqual([
      { state: "cancelled", count: 4 },
      { state: "done", count: 1 },
    ]);
    expect(await sql`select 1 from audit where event = 'session.ended' and outcome = 'reset'`).toHaveLength(
      2,
    );
  });

  test("no login that opens its session at that moment gets away, 30 times", async () => {
    const { providers, code } = scriptedProvider();
    const none = { email: false, text: false };
    for (let round = 0; round < 30; round += 1) {
      await reset();
      const person = await newPerson();
      const which = { handleHash: hashSecret(await provedReset(person)), userId: person.id };
      const login = await loginAwaitingPin(person, providers);
      await checkLoginPin(login, code, visitor, providers);
      const ends = await race<unknown>(2, (index) =>
        index === 0
          ? resetPassword(which, "the next hash", transition("revoked"), none, visitor)
          : redeemHandle(login),
      );
      expect(ends[0]).toEqual({ status: "fulfilled", value: true });
      expect(await sql`select 1 from sessions where revoked_at is null`).toEqual([]);
    }
  }, 60_000);
});

describe("The new password", () => {
  test.each([
    ["is no leaked one", "passwordpassword"],
    ["has not our name in it", "my Countersign login"],
    ["has not the user name in it", "it is SomeBody-Else!"],
    ["has not the address in it", "write to post.box.of.mine"],
  ])("%s, and another one can be chosen then", async (_, password) => {
    const person = await newPerson({ username: "somebody-else", email: "post.box.of.mine@example.org" });
    const handle = await provedReset(person);
    const before = await allRows();
    expect(await finish(handle, password)).toEqual({ kind: "weak", message: expect.any(String) });
    expect(await allRows()).toEqual(before);
    expect(await finish(handle)).toEqual({ kind: "changed" });
  });

  test("has twelve characters, is posted from our own page, and nothing else in the form counts (T-061)", async () => {
    const person = await newPerson();
    const handle = await provedReset(person);
    const press = async (fields: Record<string, string>, origin = "http://localhost:3000") => {
      await browseWith({ sid: null, origin });
      await writeHandle("reset", handle);
      return whatComesOf(submitNewPassword(untouched, formOf(fields)));
    };
    const token = formToken(handle);
    const before = await allRows();
    expect(await press({ token, password: "too short" })).toMatchObject({
      errors: { password: expect.any(String) },
    });
    expect(await press({ token, password: NEXT }, "https://evil.example")).toMatchObject({
      message: expect.any(String),
    });
    expect(await press({ token: "", password: NEXT })).toMatchObject({ message: expect.any(String) });
    expect(await allRows()).toEqual(before);
    const [old = {}] = await sql`select * from users`;
    const forged = {
      userId: "x",
      username: "admin",
      email: "evil@example.org",
      disabledAt: "",
      role: "admin",
    };
    expect(await press({ token, password: NEXT, ...forged })).toBe("/login?ended=reset");
    const [now = {}] = await sql`select * from users`;
    const different = Object.keys(now).filter((name) => String(now[name]) !== String(old[name]));
    expect(different).toEqual(["password_hash"]);
  });
});
