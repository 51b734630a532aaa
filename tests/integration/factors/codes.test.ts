import { beforeEach, describe, expect, test, vi } from "vitest";
import { confirmCodes, makeCodes } from "@/app/account/security/codes/actions";
import CodesPage from "@/app/account/security/codes/page";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { codesOf } from "@/lib/factors/recovery-codes";
import { noCodes } from "@/lib/forms/codes-state";
import { untouched } from "@/lib/forms/state";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { toldTo } from "../../support/notices";
import { newPerson, type Person } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { enteredAs } from "../approvals/scenes";
import { here } from "../step-up/browser";
import { kinds, newCodes, showCode, together, waitingFor } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const PAGE = "/account/security/codes";
const CONFIRM = `/account/confirm?next=${encodeURIComponent(PAGE)}`;

const press = async (fill = "0", token?: string) =>
  whatComesOf(makeCodes(noCodes, formOf({ token: token ?? (await here()).formToken, fill })));

/** Makes codes as the page does, and what it shows of them. */
async function made(fill = "0") {
  const state = await press(fill);
  if (typeof state === "string" || !state.shown)
    throw new Error(`No codes were made: ${JSON.stringify(state)}`);
  return state.shown;
}

const confirm = async (set: string, { have = "1", token }: { have?: string; token?: string } = {}) =>
  whatComesOf(confirmCodes(untouched, formOf({ token: token ?? (await here()).formToken, set, have })));

const left = async ({ id }: Person) => (await codesOf(id)).left;

/** Whether a login gets in by this code; what was guessed before does not matter here. */
async function opens(person: Person, code = ""): Promise<boolean> {
  const handle = randomSecret();
  await sql`update users set factor_failures = 0`;
  await sql`
    insert into logins (handle_hash, route, asks, user_id, state, amr, browser, expires_at)
    values (${hashSecret(handle)}, 'password', 'recovery', ${person.id}, 'challenged', 'pwd', 'Firefox', now() + interval '1 minute')`;
  return (await showCode(handle, code)).kind === "passed";
}

async function entered() {
  const person = await newPerson();
  return { person, ...(await enteredAs(person)) };
}

describe("Codes are not made", () => {
  test.each([
    ["without a step-up", { confirmed: policy.session.stepUpFreshSeconds + 1 }],
    ["in a session that has shown the phone alone", { amr: "sms" }],
  ])("%s", async (_, given) => {
    await enteredAs(await newPerson(), given);
    expect(await press()).toBe(CONFIRM);
    expect(await sql`select 1 from recovery_codes`).toHaveLength(0);
  });

  test("while changes are paused, by a form of another page, or by nobody", async () => {
    await entered();
    expect(await press("0", "another")).toMatchObject({ message: expect.any(String) });
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    expect(await press()).toMatchObject({ message: expect.any(String) });
    await browseWith({ sid: null });
    expect(await press("0", "")).toMatch(/^\/login/);
    expect(await sql`select 1 from recovery_codes`).toHaveLength(0);
  });
});

describe("Codes that are shown", () => {
  test("are ten, and open nothing before their owner has said to have them (T-090)", async () => {
    const { person } = await entered();
    const { setId, codes } = await made();
    expect(codes).toHaveLength(policy.recoveryCodes.count);
    expect((await here()).user.codes).toEqual({ left: 0, used: false });
    expect(await left(person)).toBe(0);
    expect(await opens(person, codes[0])).toBe(false);
    expect(await confirm(setId, { have: "" })).toMatchObject({
      message: expect.stringContaining("Tick the box"),
    });
    expect(await opens(person, codes[0])).toBe(false);
    expect(await confirm(setId)).toBe(`${PAGE}?done=confirmed`);
    for (const code of codes) expect(await opens(person, code)).toBe(true);
    expect(await left(person)).toBe(0);
  });

  test("end every other session when they count, renew this one, and are told and written down", async () => {
    const person = await newPerson();
    await newSession(person.id);
    const { id } = await enteredAs(person);
    const { setId } = await made();
    expect(await toldTo()).toEqual([]);
    await confirm(setId);
    expect((await here()).id).not.toBe(id);
    expect(await sql`select 1 from sessions where revoked_at is null`).toHaveLength(1);
    expect(await toldTo()).toEqual([`codes-made email ${person.email}`]);
    expect(await sql`select details from audit where event = 'codes.made'`).toEqual([
      { details: { left: 10 } },
    ]);
  });

  test("are worth nothing once newer ones are shown", async () => {
    const { person } = await entered();
    const older = await made();
    const newer = await made();
    expect(await confirm(older.setId)).toMatchObject({ message: expect.stringContaining("newer ones") });
    expect(await confirm(newer.setId)).toBe(`${PAGE}?done=confirmed`);
    expect(await opens(person, older.codes[0])).toBe(false);
    expect(await opens(person, newer.codes[0])).toBe(true);
  });

  test("are of one set, however many are asked for at the same moment", async () => {
    const { session } = await entered();
    await together(() => press("0", session.formToken));
    expect(await sql`select distinct set_id from recovery_codes`).toHaveLength(1);
  });

  test("count once, however often they are confirmed, and not by somebody else", async () => {
    const { setId } = await entered().then(() => made());
    const session = await here();
    const outcomes = await race(5, () => confirm(setId, { token: session.formToken }));
    const done = outcomes.filter(
      (one) => one.status === "fulfilled" && one.value === `${PAGE}?done=confirmed`,
    );
    expect(done).toHaveLength(1);
    const shown = await made();
    await entered();
    for (const set of [shown.setId, setId, "", "not an id", "00000000-0000-4000-8000-000000000000"])
      expect(await confirm(set)).toMatchObject({ message: expect.any(String) });
  });

  test("need a step-up that is fresh when they are confirmed, and then still count", async () => {
    const { id } = await entered();
    const { setId } = await made();
    await sql`update sessions set stepped_up_at = now() - interval '301 seconds'`;
    expect(await confirm(setId)).toBe(CONFIRM);
    await sql`update sessions set stepped_up_at = now() where id = ${id}`;
    expect(await confirm(setId)).toBe(`${PAGE}?done=confirmed`);
  });
});

describe("A set of codes", () => {
  test("takes the place of all others when it is a whole one", async () => {
    const person = await newPerson();
    const old = await newCodes(person, 3);
    await enteredAs(person);
    const { setId, codes } = await made("0");
    expect(await opens(person, old[0])).toBe(true);
    await confirm(setId);
    expect(await left(person)).toBe(10);
    expect(await opens(person, old[1])).toBe(false);
    expect(await opens(person, codes[9])).toBe(true);
  });

  test("fills up what was used, and leaves the others as they are", async () => {
    const person = await newPerson();
    const old = await newCodes(person, 10);
    for (const code of old.slice(0, 3)) await opens(person, code);
    await enteredAs(person);
    const { setId, codes } = await made("1");
    expect(codes).toHaveLength(3);
    await confirm(setId);
    expect(await left(person)).toBe(10);
    expect(await opens(person, old[0])).toBe(false);
    for (const code of [old[9], codes[0]]) expect(await opens(person, code)).toBe(true);
    expect(await sql`select details from audit where event = 'codes.made'`).toEqual([
      { details: { left: 10 } },
    ]);
  });

  test.each(["1", "0"])("is a whole one where none is left, or none was used (fill %s)", async (fill) => {
    await entered();
    expect((await made(fill)).codes).toHaveLength(10);
  });
});

describe("The page of the codes", () => {
  const text = async (query: Record<string, string> = {}) =>
    JSON.stringify(await CodesPage({ searchParams: Promise.resolve(query) }));

  test("warns when two or fewer are left, says how many after a use, and never shows one", async () => {
    const person = await newPerson();
    const codes = await newCodes(person, 4);
    await enteredAs(person);
    expect(await text()).not.toContain("before you need them");
    for (const code of codes.slice(0, 2)) await opens(person, code);
    expect(await text()).toContain("Only 2 codes left");
    expect((await here()).user.codes).toEqual({ left: 2, used: true });
    expect(await text({ used: "" })).toContain("You have 2 codes left.");
    await opens(person, codes[2]);
    expect(await text()).toContain("Only one code left");
    await opens(person, codes[3]);
    expect(await text({ used: "" })).toContain("It was your last one.");
    for (const code of codes) expect(await text()).not.toContain(code);
  });
});

test("a login that waits for a recovery code is over when a new set counts", async () => {
  const person = await newPerson();
  const [old = ""] = await newCodes(person, 1);
  const handle = await waitingFor("recovery", person);
  await enteredAs(person);
  const { setId, codes } = await made();
  await confirm(setId);
  expect(kinds(await Promise.allSettled([showCode(handle, old), showCode(handle, codes[0] ?? "")]))).toEqual({
    closed: 2,
  });
});
