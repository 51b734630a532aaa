import { beforeEach, describe, expect, test, vi } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { currentSession } from "@/lib/auth/session";
import { checkLoginPin } from "@/lib/login/check-pin";
import { startLogin } from "@/lib/login/start";
import { isOutage } from "@/lib/outage";
import { checkSignupPin } from "@/lib/signup/finish";
import { startSignup } from "@/lib/signup/start";
import { testDatabase } from "../../support/database";
import {
  loginAwaitingPin,
  newPerson,
  PASSWORD,
  signupAwaitingPin,
  signupRequest,
  visitor,
} from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { loggedIn } from "../step-up/browser";
import { count } from "./invariants";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
const { providers, code, starts } = scriptedProvider();

/** As after a failover to a replica, for whoever connects from now on; and back. */
async function readOnly(on: boolean): Promise<void> {
  const [{ name } = { name: "" }] = await sql<{ name: string }[]>`select current_database() as name`;
  await sql`set default_transaction_read_only = off`;
  if (on) await sql`alter database ${sql(name)} set default_transaction_read_only = on`;
  else
    await sql.begin(
      "read write",
      (held) => held`alter database ${held(name)} reset default_transaction_read_only`,
    );
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'countersign'`;
}

/** As when the disk is full: no row of that table can be added. */
async function full(table: string): Promise<() => Promise<void>> {
  await sql`create or replace function full_disk() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`;
  await sql`create trigger full_disk before insert on ${sql(table)} for each row execute function full_disk()`;
  return async () => {
    await sql`drop trigger full_disk on ${sql(table)}`;
  };
}

beforeEach(async () => {
  await reset();
});

/** Fails as an outage does, which handlers answer with 503 and pages with a word about our side. */
async function expectOutage(work: Promise<unknown>): Promise<void> {
  const outcome: unknown = await work.then(
    () => "done",
    (error: unknown) => error,
  );
  expect(isOutage(outcome), String(outcome)).toBe(true);
}

const request = (identifier: string) => ({ identifier, password: PASSWORD, returnTo: null });

describe("A database that can only be read (F-33)", () => {
  test("lets nobody in, sends nothing, and still shows their account to those who are in", async () => {
    const { person } = await loggedIn();
    const handle = await loginAwaitingPin(person, providers);
    const before = { sessions: await count("sessions"), audit: await count("audit"), texts: starts.length };
    await readOnly(true);
    try {
      await expect
        .poll(() =>
          currentSession().then(
            (one) => one?.user.username,
            () => null,
          ),
        )
        .toBe(person.username);
      await expectOutage(startLogin(request(person.username), visitor, providers));
      await expectOutage(startSignup(signupRequest(), visitor, providers));
      await expectOutage(checkLoginPin(handle, code, visitor, providers));
      expect(starts).toHaveLength(before.texts);
    } finally {
      await readOnly(false);
    }
    expect(await count("sessions")).toBe(before.sessions);
    expect(await count("audit")).toBe(before.audit);
    await expect
      .poll(() =>
        checkLoginPin(handle, code, visitor, providers).then(
          ({ kind }) => kind,
          () => "away",
        ),
      )
      .toBe("verified");
    expect(await redeemHandle(handle)).not.toBeNull();
  });
});

describe("A disk that is full (F-33)", () => {
  test.each(["sessions", "audit"])(
    "where %s are kept opens no session, and the same handle opens one later",
    async (table) => {
      const person = await newPerson();
      const handle = await loginAwaitingPin(person, providers);
      await checkLoginPin(handle, code, visitor, providers);
      const entries = await count("audit");
      const free = await full(table);
      await expectOutage(redeemHandle(handle));
      expect(await sql`select state from logins`).toEqual([{ state: "verified" }]);
      expect([await count("sessions"), await count("audit")]).toEqual([0, entries]);
      await free();
      expect(await redeemHandle(handle)).not.toBeNull();
      expect(await count("sessions")).toBe(1);
      expect(await sql`select outcome from audit where event = 'login.session'`).toEqual([
        { outcome: "opened" },
      ]);
    },
  );

  test.each(["users", "phones", "logins", "audit"])(
    "where %s are kept makes no half account",
    async (table) => {
      const handle = await signupAwaitingPin(providers);
      const free = await full(table);
      await expectOutage(checkSignupPin(handle, code, visitor, providers));
      expect([await count("users"), await count("phones"), await count("logins")]).toEqual([0, 0, 0]);
      await free();
      expect(await checkSignupPin(handle, code, visitor, providers)).toMatchObject({ kind: "created" });
      expect([await count("users"), await count("phones"), await count("logins")]).toEqual([1, 1, 1]);
    },
  );

  test.each(["challenges", "sends", "audit"])(
    "where %s are kept sends no text that nobody wrote down",
    async (table) => {
      const person = await newPerson();
      const texts = starts.length;
      const free = await full(table);
      await expectOutage(startLogin(request(person.username), visitor, providers));
      expect(starts).toHaveLength(texts);
      expect(await count("logins")).toBe(0);
      await free();
      expect(await startLogin(request(person.username), visitor, providers)).toMatchObject({
        kind: "challenged",
      });
    },
  );
});
