import { beforeEach, describe, expect, test, vi } from "vitest";
import { ownHistory } from "@/lib/account/own-history";
import { redeemHandle } from "@/lib/auth/redeem";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { newSession } from "../../support/sessions";
import { newLink } from "./links";
import { enrol, newPhone, wrongDigits } from "./phone";
import {
  audited,
  enteredAs,
  login,
  loginState,
  newWaitingLogin,
  noticed,
  passTime,
  stateOf,
  states,
  waitingAction,
  waitingLogin,
  waitingStepUp,
  withPhone,
} from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const live = async () => (await sql`select 1 from sessions where revoked_at is null`).length;

describe("'This was not me'", () => {
  test("ends the login, every session and whatever else the account has pending", async () => {
    const { person, phone, request, handle } = await newWaitingLogin();
    const { session } = await enteredAs(person);
    await newSession(person.id);
    await newSession((await withPhone()).person.id);
    await stepUpHandle(session, "/account/email");
    const { token } = await newLink(person);
    const other = await login(person, "another");
    expect(other.asks).toBe("pin");
    expect(await phone.decide(request, "disowned")).toMatchObject({ body: { state: "disowned" } });
    expect(await loginState(handle)).toBe("failed");
    expect(await loginState(other.handle)).toBe("cancelled");
    expect([await redeemHandle(handle), await redeemHandle(other.handle)]).toEqual([null, null]);
    expect(await live()).toBe(1);
    expect(await sql`select distinct state from confirmations`).toEqual([{ state: "cancelled" }]);
    expect(await sql`select distinct revoked_for from sessions where user_id = ${person.id}`).toEqual([
      { revoked_for: "disowned" },
    ]);
    expect(await enrol(token)).toMatchObject({ body: { kind: "over" } });
    expect(await toldTo()).toContain(`approval-denied email ${person.email}`);
    expect(await states()).toEqual(["disowned"]);
  });

  test("needs no digits, and leaves the phone what it is: the owner has it in hand", async () => {
    const { phone, request } = await newWaitingLogin();
    await phone.decide(request, "disowned", { digits: null });
    expect((await phone.list()).status).toBe(200);
  });

  test.each([waitingStepUp, waitingAction])(
    "ends the session that asked for a confirmation (%#)",
    async (waiting) => {
      const { phone, request } = await waiting();
      await phone.decide(request, "disowned");
      expect(await live()).toBe(0);
      expect(await stateOf(request)).toBe("disowned");
    },
  );

  test("is told each time; a mere no once in an hour", async () => {
    const scene = await withPhone();
    const say = async (decision: "denied" | "disowned") => {
      const { request } = await waitingLogin(scene);
      await scene.phone.decide(request, decision);
      await passTime(400);
    };
    await say("denied");
    const ways = await noticed("approval-denied");
    expect(ways).toBeGreaterThan(0);
    await say("denied");
    expect(await noticed("approval-denied")).toBe(ways);
    await say("disowned");
    expect(await noticed("approval-denied")).toBe(ways * 2);
    await sql`update notices set created_at = created_at - interval '61 minutes'`;
    await say("denied");
    expect(await noticed("approval-denied")).toBe(ways * 3);
  });

  test("is nothing that a no says: sessions go on after that", async () => {
    const { person, phone, request, handle } = await newWaitingLogin();
    await newSession(person.id);
    await phone.decide(request, "denied");
    expect(await live()).toBe(1);
    expect(await loginState(handle)).toBe("failed");
    expect(await redeemHandle(handle)).toBeNull();
  });
});

test("A password and an approval are two factors, of which the key is one (AAL2)", async () => {
  const { phone, request, handle } = await newWaitingLogin();
  await phone.decide(request, "approved");
  expect(await redeemHandle(handle)).not.toBeNull();
  expect(await sql`select amr from sessions`).toEqual([{ amr: "pwd swk" }]);
  expect(await sql`select factor from audit where event = 'login.session'`).toEqual([{ factor: "pwd swk" }]);
  const [row] = await sql<{ used: boolean }[]>`select last_used_at is not null as used from devices`;
  expect(row?.used).toBe(true);
});

test("Everything about phones stands in the owner's history, in words", async () => {
  const { person } = await withPhone();
  const { token } = await newLink(person);
  await enrol(token);
  const phone = await newPhone(person, "Kitchen");
  const decide = async (decision: "approved" | "denied" | "disowned", digits?: string) => {
    const { request } = await waitingLogin({ person, phone });
    if (digits !== undefined) await phone.decide(request, "approved", { digits: wrongDigits(request.id) });
    await phone.decide(request, decision);
    await passTime(700);
  };
  await decide("approved", "wrong");
  await decide("denied");
  await decide("disowned");
  await phone.leave();
  const { days } = await ownHistory(person.id, {});
  const told = days.flatMap(({ entries }) => entries).map(({ what }) => what);
  expect(told.filter((what) => what.includes("no words"))).toEqual([]);
  for (const sentence of [
    'The phone "Pixel" was enrolled to approve logins',
    "A phone was asked to approve a login",
    'Digits that were not those of the screen were typed on the phone "Kitchen"',
    'The phone "Kitchen" approved a login',
    'The phone "Kitchen" said no to a login',
    'The phone "Kitchen" answered "this was not me" to a login',
    'The phone "Kitchen" gave its right to approve up',
  ])
    expect(told).toContain(sentence);
  expect(await audited("approval.asked")).toEqual(["login", "login", "login"]);
  expect(await audited("approval.answer")).toEqual(["wrong", "approved", "denied", "disowned"]);
});

test("No column, log or notice holds the digits of a request (T-023)", async () => {
  const { digitsOf } = await import("@/lib/approvals/request");
  const { phone, request } = await newWaitingLogin();
  const digits = digitsOf(request.id);
  await phone.decide(request, "denied");
  const tables = await sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables)
    expect(JSON.stringify(await sql`select t::text as row from ${sql(name)} t`)).not.toContain(`"${digits}"`);
});

test("A login that asks a phone costs four statements before its answer, and a phone's yes seven", async () => {
  const { person, phone } = await withPhone();
  await login(person);
  await sql`delete from approvals`;
  await sql`create extension if not exists pg_stat_statements`;
  const statements = async () => {
    const [row] = await sql<{ calls: number }[]>`
      select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid
      where datname = current_database() and query not like '%pg_stat_statements%'`;
    return row?.calls ?? 0;
  };
  const before = await statements();
  expect((await login(person)).asks).toBe("approval");
  const asked = await statements();
  expect(asked - before).toBeGreaterThan(0);
  expect(asked - before).toBeLessThanOrEqual(4);
  const request = await phone.waiting();
  const listed = await statements();
  expect(listed - asked).toBeLessThanOrEqual(3);
  await phone.decide(request, "approved");
  expect((await statements()) - listed).toBeLessThanOrEqual(7);
});
