import { beforeEach, describe, expect, test, vi } from "vitest";
import { deleteAccount } from "@/db/queries/account-changes";
import { replacePassword } from "@/lib/account/change-password";
import { renameAccount } from "@/lib/account/change-username";
import { changing } from "@/lib/account/changing";
import { endOthersOf, endSessionOf } from "@/lib/account/end-sessions";
import { removeDeviceOf, renameDeviceOf } from "@/lib/approvals/devices";
import { redeemHandle } from "@/lib/auth/redeem";
import type { Session } from "@/lib/auth/session";
import { renameFactorOf } from "@/lib/factors/own";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { checkSignupPin } from "@/lib/signup/finish";
import { testDatabase } from "../../support/database";
import { allRows } from "../../support/notices";
import { loginAwaitingPin, newPerson, PASSWORD, signupAwaitingPin, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { newSession } from "../../support/sessions";
import { newPhone } from "../approvals/phone";
import { newApp } from "../factors/scenes";
import { loggedIn } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(async () => {
  await sql`drop trigger if exists audit_full on audit`;
  await reset();
});

await sql.unsafe(`create function audit_full() returns trigger language plpgsql as $$
  begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$`);
const fillDisk = () =>
  sql.unsafe("create trigger audit_full before insert on audit for each row execute function audit_full()");

/** All rows but the counters of tries, which are to count. */
const account = async () => {
  const rows = await allRows();
  return JSON.stringify(Array.isArray(rows) ? rows.filter(([table]) => table !== "throttles") : []);
};

async function scene() {
  const { person, session } = await loggedIn();
  const device = await newPhone(person);
  const app = await newApp(person);
  const other = await newSession(person.id);
  return { person, session, device, app, other };
}

type Scene = Awaited<ReturnType<typeof scene>>;
const by = (session: Session, kind: Parameters<typeof changing>[2]) => changing(session, visitor, kind);

/** Each does what it says when the audit can be written. */
const changes: readonly (readonly [string, (scene: Scene) => Promise<unknown>])[] = [
  ["a new user name", ({ session }) => renameAccount(session, "somebody.else", visitor)],
  [
    "a new password",
    ({ session }) =>
      replacePassword(session, { current: PASSWORD, password: "another horse battery staple" }, visitor),
  ],
  ["an account that is deleted", ({ session }) => deleteAccount(by(session, "account-deleted"))],
  ["a session that is ended", ({ session, other }) => endSessionOf(session, visitor, other.id)],
  ["all others that are ended", ({ session }) => endOthersOf(session, visitor)],
  [
    "a phone that is renamed",
    ({ session, device }) => renameDeviceOf(session, visitor, { device: device.id, name: "Other" }),
  ],
  ["a phone that is removed", ({ session, device }) => removeDeviceOf(session, visitor, device.id)],
  [
    "an app that is renamed",
    ({ session, app }) => renameFactorOf("authenticator", session, visitor, { id: app.id, name: "Other" }),
  ],
];

describe("Where the audit cannot be written nothing is done (T-120, R-071)", () => {
  test.each(changes)("Not %s", async (_, change) => {
    const prepared = await scene();
    await fillDisk();
    const before = await account();
    await expect(change(prepared)).rejects.toThrow();
    expect(await account()).toBe(before);
    await sql`drop trigger audit_full on audit`;
    await change(prepared);
    expect(await account()).not.toBe(before);
  });

  test("Nobody logs in: neither a password nor a PIN counts, and no session begins", async () => {
    const person = await newPerson();
    const { providers, code } = scriptedProvider();
    const handle = await loginAwaitingPin(person, providers);
    await fillDisk();
    const request = { identifier: person.username, password: PASSWORD, returnTo: null };
    await expect(startLogin(request, visitor, providers)).rejects.toThrow();
    await expect(checkLoginPin(handle, code, visitor, providers)).rejects.toThrow();
    expect(await sql`select state from logins where state in ('verified', 'completed')`).toEqual([]);
    await sql`drop trigger audit_full on audit`;
    expect(await checkLoginPin(handle, code, visitor, providers)).toMatchObject({ kind: "verified" });
    await fillDisk();
    await expect(redeemHandle(handle)).rejects.toThrow();
    expect(await sql`select id from sessions`).toEqual([]);
  });

  test("Nobody signs up", async () => {
    const { providers, code } = scriptedProvider();
    const handle = await signupAwaitingPin(providers);
    await fillDisk();
    await expect(checkSignupPin(handle, code, visitor, providers)).rejects.toThrow();
    expect(await sql`select id from users`).toEqual([]);
    expect(await sql`select id from phones`).toEqual([]);
  });
});
