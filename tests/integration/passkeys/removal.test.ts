import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { rename } from "@/app/account/security/passkeys/actions";
import { remove } from "@/app/account/security/remove/actions";
import { removalOf, removeFactorOf } from "@/lib/factors/own";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { logInByPasskey } from "@/lib/passkeys/enter";
import { passkeyAnswer } from "@/lib/schemas/passkey";
import { signWith } from "../../support/authenticator";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { newPerson, visitor } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { audited, deadlocks } from "../approvals/scenes";
import { here, loggedIn } from "../step-up/browser";
import { added, cookieOf, enterWith, offer } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const ids = async () =>
  (await sql<{ id: string }[]>`select id from passkeys order by created_at`).map(({ id }) => id);
const idOf = async () => (await ids())[0] ?? "";
const press = (token: string, id: string, kind = "passkey") =>
  whatComesOf(remove(untouched, formOf({ token, id, kind })));
const REMOVED = "/account/security/passkeys?done=removed";
const details = async (event: string) =>
  (await sql`select details from audit where event = ${event} order by id`).map((row) => row.details);

describe("Removing a passkey", () => {
  test("takes its right away at once, ends every other session, and is told to every address", async () => {
    const { sid, id: former, person } = await loggedIn();
    const passkey = await added(sid);
    const other = await newSession(person.id);
    expect(await press(formToken(sid), await idOf())).toBe(REMOVED);
    const live = await sql<{ id: string }[]>`select id from sessions where revoked_at is null`;
    expect(live).toHaveLength(1);
    expect([former, other.id]).not.toContain(live[0]?.id);
    expect((await here()).user.id).toBe(person.id);
    expect(await toldTo()).toContain(`factor-removed email ${person.email}`);
    expect(await details("factor.removed")).toEqual([{ factor: "passkey", device: "Laptop", last: "yes" }]);
    await browseWith({ sid: null });
    expect(await enterWith(passkey)).toMatchObject({ message: expect.stringContaining("opens no account") });
  });

  test("says that it was the last only when nothing else is stronger than a text", async () => {
    const { sid, person } = await loggedIn();
    await added(sid);
    await added(sid);
    const [first = "", second = ""] = await ids();
    expect(await removalOf("passkey", person.id, first)).toEqual({
      name: "Laptop",
      left: { passkey: 1, authenticator: 0, phone: 0 },
    });
    expect(await removeFactorOf("passkey", await here(), visitor, first)).toBe(true);
    await sql`insert into devices (user_id, name, public_key, browser) values (${person.id}, 'Pixel', 'key', 'Chrome')`;
    expect(await removalOf("passkey", person.id, second)).toEqual({
      name: "Laptop",
      left: { passkey: 0, authenticator: 0, phone: 1 },
    });
    expect(await removeFactorOf("passkey", await here(), visitor, second)).toBe(true);
    expect((await details("factor.removed")).map(({ last }) => last)).toEqual([undefined, undefined]);
  });

  test("works for authenticator apps, of this account alone", async () => {
    const { person, session } = await loggedIn();
    const stranger = await newPerson();
    for (const { id } of [person, stranger])
      await sql`insert into authenticator_apps (user_id, name, secret, last_step, browser)
        values (${id}, 'Codes', 'sealed', 0, 'Firefox on Linux')`;
    const apps = await sql<{ id: string; user_id: string }[]>`select id, user_id from authenticator_apps`;
    const of = (userId: string) => apps.find((row) => row.user_id === userId)?.id ?? "";
    expect(await removalOf("authenticator", person.id, of(stranger.id))).toBeNull();
    expect(await removeFactorOf("authenticator", session, visitor, of(stranger.id))).toBe(false);
    expect(await removeFactorOf("passkey", session, visitor, of(person.id))).toBe(false);
    expect(await removeFactorOf("authenticator", session, visitor, of(person.id))).toBe(true);
    expect(await details("factor.removed")).toEqual([
      { factor: "authenticator", device: "Codes", last: "yes" },
    ]);
  });

  test("does nothing for somebody else's, for one that never was, and for what is no id at all", async () => {
    const owner = await loggedIn();
    await added(owner.sid);
    const { sid } = await loggedIn();
    const mine = formToken(sid);
    for (const id of [await idOf(), randomUUID(), "nothing", "' or true --", ""])
      expect(await press(mine, id)).toBe("/account/security/passkeys");
    expect(await press(mine, await idOf(), "devices")).toBe("/account/security");
    expect(await press(mine, await idOf(), "authenticator")).toBe("/account/security/authenticator");
    expect(await sql`select 1 from passkeys where revoked_at is null`).toHaveLength(1);
    expect(await sql`select 1 from sessions where revoked_at is null`).toHaveLength(2);
  });

  test("needs a fresh session and its own form, and goes on while changes are frozen", async () => {
    const { sid, person } = await loggedIn();
    await added(sid);
    const id = await idOf();
    expect(await press("", id)).toMatchObject({ message: expect.anything() });
    await sql`update sessions set stepped_up_at = now() - interval '1 hour'`;
    const confirm = encodeURIComponent(`/account/security/remove?kind=passkey&id=${id}`);
    expect(await press(formToken(sid), id)).toBe(`/account/confirm?next=${confirm}`);
    await sql`update sessions set stepped_up_at = now()`;
    await sql`update users set frozen_until = now() + interval '1 hour' where id = ${person.id}`;
    expect(await press(formToken(sid), id)).toBe(REMOVED);
  });

  test("leaves the last one to whoever's role needs it, and says so", async () => {
    const { sid, person } = await loggedIn({ amr: "pop pwd" });
    await added(sid);
    await added(sid);
    await sql`update users set role = 'admin', role_since = now() - interval '30 days' where id = ${person.id}`;
    const [first = "", second = ""] = await ids();
    expect(await removeFactorOf("passkey", await here(), visitor, first)).toBe(true);
    const session = await here();
    expect(await press(session.formToken, second)).toEqual(
      expect.objectContaining({ message: expect.stringContaining("this is the last one") }),
    );
    expect(await removeFactorOf("passkey", session, visitor, second)).toBe(false);
    expect(await audited("factor.removed")).toEqual(["changed"]);
  });

  test("leaves no session behind that the passkey opens at the same moment", async () => {
    for (let round = 0; round < 10; round += 1) {
      await reset();
      const { sid, session } = await loggedIn();
      const passkey = await added(sid);
      const id = await idOf();
      const { options } = await offer();
      const handle = await cookieOf("passkey");
      const answer = passkeyAnswer.parse(signWith(passkey, options));
      const begins = { returnTo: null, browserHash: null };
      const outcomes = await race<unknown>(4, (index) =>
        index === 0
          ? removeFactorOf("passkey", session, visitor, id)
          : logInByPasskey(handle, answer, begins, visitor),
      );
      expect(outcomes[0]).toEqual({ status: "fulfilled", value: true });
      expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
      expect(await sql`select state from logins where route = 'passkey' and state <> 'cancelled'`).toEqual(
        [],
      );
    }
    expect(await deadlocks()).toBe(0);
  });
});

describe("Renaming a passkey", () => {
  const call = (token: string, id: string, name: string) =>
    whatComesOf(rename(untouched, formOf({ token, id, name })));

  test("is written down, and needs what every change needs", async () => {
    const { sid } = await loggedIn();
    await added(sid);
    const id = await idOf();
    expect(await call(formToken(sid), id, " Yellow key ")).toBe("/account/security/passkeys");
    expect(await sql`select name from passkeys`).toEqual([{ name: "Yellow key" }]);
    expect(await details("factor.renamed")).toEqual([{ factor: "passkey", device: "Yellow key" }]);
    expect(await call(formToken(sid), id, "")).toMatchObject({ errors: { name: "Give it a name." } });
    expect(await call("", id, "Other")).toMatchObject({
      message: expect.anything(),
      values: { name: "Other" },
    });
    const stranger = await loggedIn();
    expect(await call(formToken(stranger.sid), id, "Mine")).toMatchObject({ message: expect.anything() });
    await browseWith({ sid });
    await sql`update sessions set stepped_up_at = now() - interval '1 hour'`;
    expect(await call(formToken(sid), id, "Late")).toBe(
      "/account/confirm?next=%2Faccount%2Fsecurity%2Fpasskeys",
    );
    expect(await sql`select name from passkeys`).toEqual([{ name: "Yellow key" }]);
    expect(await audited("factor.renamed")).toEqual(["changed"]);
  });
});
