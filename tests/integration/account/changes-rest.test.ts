import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitDeletion } from "@/app/account/delete/actions";
import { changeLocale, deleteAccount } from "@/db/queries/account-changes";
import { renameAccount } from "@/lib/account/change-username";
import { changing } from "@/lib/account/changing";
import { findLiveSession, redeemHandle } from "@/lib/auth/redeem";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { checkSignupPin } from "@/lib/signup/finish";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { loginAwaitingPin, newPerson, PASSWORD, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { loggedIn } from "../step-up/browser";
import { openPhoneChange } from "./changes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
// Whole scenes, and many rounds of races.
vi.setConfig({ testTimeout: 60_000 });

const { sql, reset } = await testDatabase();
beforeEach(reset);

const logIn = async (identifier: string) =>
  (
    await startLogin(
      { identifier, password: PASSWORD, returnTo: null },
      visitor,
      scriptedProvider().providers,
    )
  ).kind;

describe("A new user name", () => {
  test("logs in from then on, the old one does not, and the owner is told", async () => {
    const { person, session } = await loggedIn();
    expect(await renameAccount(session, "Some.Body", visitor)).toBe("changed");
    expect(await logIn("some.body")).toBe("challenged");
    expect(await logIn(person.username)).toBe("rejected");
    expect(await toldTo()).toEqual([`username-changed email ${person.email}`]);
    expect(
      await sql`select details->>'username' as old, details->>'newUsername' as new from notices`,
    ).toEqual([{ old: person.username, new: "Some.Body" }]);
  });

  test("that somebody has, or that looks like theirs, stays theirs, and nothing changes", async () => {
    await newPerson({ username: "paypal" });
    const { session } = await loggedIn();
    const before = await allRows();
    for (const name of ["paypal", "PayPal", "paypa1", "pay.pal"])
      expect(await renameAccount(session, name, visitor)).toBe("taken");
    expect(await allRows()).toEqual(before);
  });

  test("may be the old one in other letters", async () => {
    const { session } = await loggedIn({}, await newPerson({ username: "somebody" }));
    expect(await renameAccount(session, "SomeBody", visitor)).toBe("changed");
  });

  test("that two want at once is one's, 20 times", async () => {
    for (let round = 0; round < 20; round += 1) {
      await reset();
      const sessions = [(await loggedIn()).session, (await loggedIn()).session];
      const ends = await race(2, async (index) => {
        const session = sessions[index];
        return session && renameAccount(session, index === 0 ? "wanted" : "WANTED", visitor);
      });
      expect(ends.map((end) => (end.status === "fulfilled" ? end.value : "failed")).toSorted()).toEqual([
        "changed",
        "taken",
      ]);
    }
  }, 60_000);
});

describe.each([
  [
    "The user name",
    async (session: Parameters<typeof changing>[0]) =>
      (await renameAccount(session, "another", visitor)) === "changed",
  ],
  [
    "The language",
    (session: Parameters<typeof changing>[0]) =>
      changeLocale(changing(session, visitor, "username-changed"), "de"),
  ],
  [
    "The account",
    (session: Parameters<typeof changing>[0]) => deleteAccount(changing(session, visitor, "account-deleted")),
  ],
])("%s stays as it is", (_, change) => {
  test.each([
    ["changes were frozen", () => sql`update users set frozen_until = now() + interval '1 day'`],
    ["the account was disabled", () => sql`update users set disabled_at = now()`],
    ["the session ended", () => sql`update sessions set revoked_at = now()`],
    [
      "the session was another account's",
      async () => {
        const other = await newPerson();
        await sql`update sessions set user_id = ${other.id}`;
      },
    ],
  ])("when %s between the guard and the statement", async (_when, meanwhile) => {
    const { session } = await loggedIn();
    await meanwhile();
    const before = await allRows();
    expect(await change(session)).toBe(false);
    expect(await allRows()).toEqual(before);
  });

  test("when changes are frozen at that very moment", async () => {
    const { session } = await loggedIn();
    let changed: Promise<boolean> | undefined;
    await sql.begin(async (freezing) => {
      await freezing`update users set frozen_until = now() + interval '1 day'`;
      changed = change(session);
      await expect
        .poll(async () => (await sql`select 1 from pg_locks where not granted`).length)
        .toBeGreaterThan(0);
    });
    expect(await changed).toBe(false);
    expect(await toldTo()).toEqual([]);
    expect(await sql`select 1 from users`).toHaveLength(1);
  });
});

describe("An account that is deleted", () => {
  const everything = async () => {
    const { providers, code } = scriptedProvider();
    const who = await loggedIn();
    const { person, session } = who;
    const other = await newSession(person.id);
    const verified = await loginAwaitingPin(person, providers);
    await checkLoginPin(verified, code, visitor, providers);
    const waiting = await loginAwaitingPin(person, providers);
    await openPhoneChange(session, "+447700900777");
    await sql`insert into browsers (user_id, browser_hash) values (${person.id}, 'x')`;
    await sql`insert into phone_changes (user_id, old_number, new_number, undo_until)
      values (${person.id}, '+447700900555', ${person.phone}, now() + interval '1 day')`;
    return { ...who, other, verified, waiting, providers, code };
  };
  const remove = ({ session }: Awaited<ReturnType<typeof everything>>) =>
    deleteAccount(changing(session, visitor, "account-deleted"));

  test("takes everything with it but what was done with it, which has no name, and its last notices", async () => {
    const all = await everything();
    const neighbour = await newPerson();
    const { id: theirs } = await newSession(neighbour.id);
    expect(await remove(all)).toBe(true);
    expect(await sql`select id from users`).toEqual([{ id: neighbour.id }]);
    expect(await sql`select user_id from phones`).toEqual([{ user_id: neighbour.id }]);
    expect(await sql`select id from sessions`).toEqual([{ id: theirs }]);
    for (const table of ["logins", "challenges", "confirmations", "browsers", "phone_changes"])
      expect(await sql`select 1 from ${sql(table)}`).toEqual([]);
    const { username, email, phone, id } = all.person;
    expect(await toldTo()).toEqual([`account-deleted email ${email}`, `account-deleted text ${phone}`]);
    const audit = JSON.stringify(await sql`select * from audit`);
    expect(audit).toContain("account.deleted");
    expect(audit).toContain(id);
    for (const name of [username, email, phone]) expect(audit).not.toContain(name);
    const ledger = JSON.stringify(await sql`select * from sends`);
    for (const name of [username, email, phone, id]) expect(ledger).not.toContain(name);
  });

  test("leaves no session, no login on its way and no password", async () => {
    const all = await everything();
    await remove(all);
    for (const sid of [all.sid, all.other.sid]) expect(await findLiveSession(sid)).toBeNull();
    expect(await redeemHandle(all.verified)).toBeNull();
    expect(await checkLoginPin(all.waiting, all.code, visitor, all.providers)).toMatchObject({
      kind: "closed",
    });
    expect(await logIn(all.person.username)).toBe("rejected");
  });

  test("gives its name, its address and its number back", async () => {
    const all = await everything();
    await remove(all);
    const { username, email, phone } = all.person;
    const { providers, code } = scriptedProvider();
    const handle = await signupAwaitingPin(providers, { username, email, phone });
    expect(await checkSignupPin(handle, code, visitor, providers)).toMatchObject({ kind: "created" });
  });

  test("is the one whose name was typed, and no other", async () => {
    const { person, sid } = await loggedIn();
    const neighbour = await newPerson();
    const press = (confirmation: string) =>
      whatComesOf(submitDeletion(untouched, formOf({ token: formToken(sid), confirmation })));
    for (const name of [neighbour.username, person.email, "yes"])
      expect(await press(name)).toMatchObject({ errors: { confirmation: expect.any(String) } });
    expect(await sql`select 1 from users`).toHaveLength(2);
    expect(await press(person.username.toUpperCase())).toBe("/goodbye");
    expect(await sql`select id from users`).toEqual([{ id: neighbour.id }]);
  });

  test("is deleted once, whoever presses how often", async () => {
    const all = await everything();
    const ends = await race(50, () => remove(all));
    expect(ends.filter((end) => end.status === "fulfilled" && end.value)).toHaveLength(1);
    expect(ends.filter((end) => end.status === "rejected")).toEqual([]);
    expect(await toldTo()).toHaveLength(2);
  });
});
