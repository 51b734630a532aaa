import { beforeEach, describe, expect, test, vi } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { sealedFor, showAppCode } from "@/lib/factors/show";
import { seal } from "@/lib/seal";
import { stepUpHandle } from "@/lib/step-up/confirm";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, visitor } from "../../support/people";
import { audited, enteredAs, loginState } from "../approvals/scenes";
import {
  failuresOf,
  kinds,
  loginFlow,
  newApp,
  newCodes,
  showApp,
  showCode,
  stepUpFlow,
  WRONG_APP,
  waitingFor,
  withApp,
} from "../factors/scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const amrOf = async (handle: string): Promise<string | undefined> => {
  const sid = (await redeemHandle(handle))?.sid;
  const [row] = await sql<
    { amr: string }[]
  >`select amr from sessions where sid_hash = ${hashSecret(sid ?? "")}`;
  return row?.amr;
};

describe("a code of an authenticator app", () => {
  test("logs in after the password, as two factors, and clears what was wrong before", async () => {
    const { person, app } = await withApp();
    const handle = await waitingFor("authenticator", person);
    expect(await showApp(handle, WRONG_APP)).toEqual({ kind: "wrong" });
    expect(await failuresOf(person)).toBe(1);
    expect(await showApp(handle, await app.code())).toEqual({ kind: "passed", returnTo: null });
    expect(await failuresOf(person)).toBe(0);
    expect(await amrOf(handle)).toBe("otp pwd");
    expect(await audited("login.factor")).toEqual(["wrong", "right"]);
  });

  test("is nothing before the password, and nothing for a login that asks for something else", async () => {
    const { person, app } = await withApp();
    await newCodes(person);
    expect(await showApp(randomSecret(), await app.code())).toEqual({ kind: "closed" });
    for (const step of ["pin", "recovery"] as const) {
      const handle = await waitingFor(step, person);
      expect(await showApp(handle, await app.code())).toEqual({ kind: "closed" });
      expect(await loginState(handle)).toBe("challenged");
    }
    expect(await failuresOf(person)).toBe(0);
  });

  test("of any of the account's apps will do, and of a revoked one, or of somebody else's, will not", async () => {
    const { person, app } = await withApp();
    const [second, stranger] = [await newApp(person, "Tablet"), await withApp()];
    await sql`update authenticator_apps set revoked_at = now() where id = ${app.id}`;
    const handle = await waitingFor("authenticator", person);
    expect(await showApp(handle, await app.code())).toEqual({ kind: "wrong" });
    expect(await showApp(handle, await stranger.app.code())).toEqual({ kind: "wrong" });
    expect(await showApp(handle, await second.code())).toMatchObject({ kind: "passed" });
    const other = await waitingFor("authenticator", stranger.person);
    expect(await showApp(other, await second.code())).toEqual({ kind: "wrong" });
  });

  test("used with one app leaves the codes of the other good", async () => {
    const { person, app } = await withApp();
    const second = await newApp(person, "Tablet");
    for (const one of [app, second])
      expect(await showApp(await waitingFor("authenticator", person), await one.code())).toMatchObject({
        kind: "passed",
      });
  });

  test("of a secret that was moved from another account opens nothing, and says so in no answer", async () => {
    const { person } = await withApp();
    const stranger = await withApp();
    await sql`update authenticator_apps set secret = (select secret from authenticator_apps where id = ${stranger.app.id})
      where user_id = ${person.id}`;
    const handle = await waitingFor("authenticator", person);
    await expect(showApp(handle, await stranger.app.code())).rejects.toThrow();
    expect(await loginState(handle)).toBe("challenged");
  });

  test("of a secret that is only being enrolled opens nothing", async () => {
    const { person, app } = await withApp();
    const { id } = await enteredAs(person);
    const pending = await newApp(await newPerson());
    await sql`
      insert into factor_enrolments (handle_hash, kind, user_id, session_id, secret, tries_left, expires_at)
      values ('h', 'authenticator', ${person.id}, ${id}, ${seal(pending.secret, sealedFor(person.id))}, 5, now() + interval '10 minutes')`;
    const handle = await waitingFor("authenticator", person);
    expect(await showApp(handle, await pending.code())).toEqual({ kind: "wrong" });
    expect(await showApp(handle, await app.code())).toMatchObject({ kind: "passed" });
  });

  test.each([
    ["is over", () => sql`update logins set expires_at = now()`],
    ["was cancelled", () => sql`update logins set state = 'cancelled'`],
    ["has failed", () => sql`update logins set state = 'failed'`],
    ["is one of a number", () => sql`update logins set route = 'phone'`],
    ["is of a disabled account", () => sql`update users set disabled_at = now()`],
  ])("opens no login that %s", async (_, change) => {
    const { person, app } = await withApp();
    const handle = await waitingFor("authenticator", person);
    await change();
    expect(await showApp(handle, await app.code())).toEqual({ kind: "closed" });
    expect(await redeemHandle(handle)).toBeNull();
    expect(await failuresOf(person)).toBe(0);
  });

  test("belongs to the flow that it was typed in: the handle of a step-up is none of a login, nor the other way", async () => {
    const { person, app } = await withApp();
    const login = await waitingFor("authenticator", person);
    const { session } = await enteredAs(person, { confirmed: 3_600 });
    const stepUp = await stepUpHandle(session, "/account/username");
    for (const flow of [
      loginFlow(stepUp),
      stepUpFlow(login),
      { ...loginFlow(login), kind: "reset" as const },
    ])
      expect(await showAppCode(flow, await app.code(), visitor)).toEqual({ kind: "closed" });
    expect(await showAppCode(stepUpFlow(stepUp), await app.code(), visitor)).toMatchObject({
      kind: "passed",
    });
    expect(await showApp(login, await app.code())).toEqual({ kind: "wrong" });
  });
});

describe("a code is accepted once (T-086)", () => {
  test("in the same browser, in another one, and for a step-up", async () => {
    const { person, app } = await withApp();
    const [first, second] = [
      await waitingFor("authenticator", person, "one"),
      await waitingFor("authenticator", person, "another"),
    ];
    const code = await app.code();
    expect(await showApp(first, code)).toMatchObject({ kind: "passed" });
    expect(await showApp(first, code)).toEqual({ kind: "closed" });
    expect(await showApp(second, code)).toEqual({ kind: "wrong" });
    const { session } = await enteredAs(person, { confirmed: 3_600 });
    const handle = await stepUpHandle(session, "/account/username");
    expect(await showAppCode(stepUpFlow(handle), code, visitor)).toEqual({ kind: "wrong" });
    expect(await loginState(first)).toBe("verified");
  });

  test("and none of an older step after a newer one, which the next one follows", async () => {
    const { person, app } = await withApp();
    const [before, now] = [await app.code(-30), await app.code()];
    const next = async () => waitingFor("authenticator", person);
    expect(await showApp(await next(), now)).toMatchObject({ kind: "passed" });
    expect(await showApp(await next(), before)).toEqual({ kind: "wrong" });
    expect(await showApp(await next(), now)).toEqual({ kind: "wrong" });
    expect(await showApp(await next(), await app.code(30))).toMatchObject({ kind: "passed" });
    expect(await showApp(await next(), now)).toEqual({ kind: "wrong" });
  });

  test.each(Array.from({ length: 5 }, (_, run) => run + 1))(
    "by one of twenty logins that show it at the same moment, run %i",
    async () => {
      const { person, app } = await withApp();
      const handles: string[] = [];
      for (let login = 0; login < 20; login += 1) {
        handles.push(await waitingFor("authenticator", person));
        await sql`delete from throttles`;
      }
      const code = await app.code();
      const outcomes = await race(20, (at) => showApp(handles[at] ?? "", code));
      expect(kinds(outcomes).passed).toBe(1);
      const opened = await Promise.all(handles.map(redeemHandle));
      expect(opened.filter((one) => one !== null)).toHaveLength(1);
    },
  );

  test.each(Array.from({ length: 5 }, (_, run) => run + 1))(
    "by one of twenty posts of one login; the others are led where it went, and nobody is alarmed, run %i",
    async () => {
      const { person, app } = await withApp();
      await sql`insert into browsers (user_id, browser_hash) values (${person.id}, 'another')`;
      const handle = await waitingFor("authenticator", person);
      const code = await app.code();
      const outcomes = await race(20, () => showApp(handle, code));
      // The budget is ten: whoever came after its end looks at the login again, as the others do.
      expect(kinds(outcomes)).toEqual({ passed: 1, closed: 19 });
      expect(await loginState(handle)).toBe("verified");
      expect(await audited("login.factor")).toEqual(["right"]);
      expect(await sql`select 1 from notices`).toHaveLength(0);
    },
  );
});

test("a wrong code is written down, and told at once where the account does not know the browser, once an hour", async () => {
  const { person } = await withApp();
  await sql`insert into browsers (user_id, browser_hash) values (${person.id}, 'known')`;
  const told = () => sql`select recipient from notices where kind = 'failed-factor'`;
  await showApp(await waitingFor("authenticator", person, "known"), WRONG_APP);
  expect(await told()).toHaveLength(0);
  const handle = await waitingFor("authenticator", person, "unknown");
  for (let time = 0; time < 3; time += 1) await showApp(handle, WRONG_APP);
  expect(await told()).toEqual([{ recipient: person.email }]);
  expect(await audited("login.factor")).toEqual(Array(4).fill("wrong"));
  await sql`update notices set created_at = now() - interval '61 minutes'`;
  await newCodes(person);
  await showCode(await waitingFor("recovery", person, "unknown"), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
  expect(await told()).toHaveLength(2);
});
