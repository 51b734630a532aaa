import { beforeEach, describe, expect, test, vi } from "vitest";
import { tryStepUpWay } from "@/app/account/confirm/actions";
import { submitCode as submitApp } from "@/app/account/confirm/authenticator/actions";
import { submitCode as submitRecovery } from "@/app/account/confirm/recovery/actions";
import { type StepUp, stepUps } from "@/lib/access/ways";
import { aalOf } from "@/lib/auth/assurance";
import type { Session } from "@/lib/auth/session";
import { showAppCode, showRecoveryCode } from "@/lib/factors/show";
import { formToken } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { askPhonesToConfirm } from "@/lib/step-up/approve";
import { completeStepUp, stepUpHandle } from "@/lib/step-up/confirm";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, type Person, visitor } from "../../support/people";
import { formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { newPhone } from "../approvals/phone";
import { audited, enteredAs } from "../approvals/scenes";
import { here, PAGE, provedStepUp } from "../step-up/browser";
import { kinds, newApp, newCodes, stepUpFlow, WRONG_APP, WRONG_CODE } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

/** Gives somebody a factor; what is answered proves a step-up with it. */
const proving: Readonly<
  Partial<Record<StepUp, (person: Person) => Promise<(session: Session) => Promise<string>>>>
> = {
  pin: async () => (session) => provedStepUp(session),
  approval: async (person) => {
    const phone = await newPhone(person);
    return async (session) => {
      const handle = await stepUpHandle(session, PAGE);
      expect(await askPhonesToConfirm(session, handle, visitor)).toBeNull();
      await phone.decide(await phone.waiting(), "approved");
      return handle;
    };
  },
  authenticator: async (person) => {
    const app = await newApp(person);
    return async (session) => {
      const handle = await stepUpHandle(session, PAGE);
      const outcome = await showAppCode(stepUpFlow(handle), await app.code(), visitor);
      expect(outcome).toEqual({ kind: "passed", returnTo: PAGE });
      return handle;
    };
  },
  "recovery-code": async (person) => {
    const [code = ""] = await newCodes(person, 1);
    return async (session) => {
      const handle = await stepUpHandle(session, PAGE);
      const outcome = await showRecoveryCode(stepUpFlow(handle), code, visitor);
      expect(outcome).toEqual({ kind: "passed", returnTo: PAGE });
      return handle;
    };
  },
};

const sessions = [
  ["sms", "phone"],
  ["pwd", "password"],
  ["pwd sms", null],
  ["otp pwd", null],
] as const;

const each = Object.entries(proving).flatMap(([way, prepare]) =>
  sessions.map(([amr, shown]) => ({ way: way as StepUp, amr, shown, prepare })),
);

describe("A step-up", () => {
  test.each(each)(
    "by $way from a session that has shown $amr reaches what the policy says",
    async (given) => {
      const { way, amr, shown, prepare } = given;
      const person = await newPerson();
      const prove = await prepare(person);
      const { session, id } = await enteredAs(person, { amr, confirmed: 3_600 });
      expect(session.aal).toBe(aalOf(amr));
      expect(await completeStepUp(session, await prove(session))).toEqual({ returnTo: PAGE });
      const now = await here();
      expect(now.id).not.toBe(id);
      expect(now.stepUpAgeSeconds).toBeLessThan(60);
      expect(now.aal).toBe(shown === null ? 2 : stepUps[way].lifts[shown]);
      expect(now.methods).toEqual([...new Set([...amr.split(" "), ...stepUps[way].adds])].sort());
    },
  );
});

/** Somebody with an app and codes, whose session waits to be confirmed. */
async function waiting(given: Parameters<typeof enteredAs>[1] = { confirmed: 3_600 }) {
  const person = await newPerson();
  const [app, codes] = [await newApp(person), await newCodes(person, 2)];
  const entered = await enteredAs(person, given);
  return { person, app, codes, ...entered, handle: await stepUpHandle(entered.session, PAGE) };
}

const post = (submit: typeof submitApp, handle: string, code: string, token = formToken(handle)) =>
  whatComesOf(submit(untouched, formOf({ token, code })));

describe("A code that confirms", () => {
  test("leads back to what the person was doing, once; a wrong one costs a try and is written down", async () => {
    const { app, codes, handle, id } = await waiting();
    expect(await post(submitApp, handle, WRONG_APP)).toMatchObject({ errors: { code: expect.any(String) } });
    expect(await post(submitRecovery, handle, WRONG_CODE)).toMatchObject({
      errors: { code: expect.any(String) },
    });
    expect(await sql`select factor_failures as n from users`).toEqual([{ n: 2 }]);
    expect(await post(submitApp, handle, await app.code())).toBe(PAGE);
    expect((await here()).id).not.toBe(id);
    expect(await audited("step-up.factor")).toEqual(["wrong", "wrong", "right"]);
    expect(await sql`select factor_failures as n from users`).toEqual([{ n: 0 }]);
    expect(await post(submitRecovery, handle, codes[0] ?? "")).not.toBe(PAGE);
    expect(await sql`select 1 from recovery_codes where used_at is not null`).toHaveLength(0);
  });

  test("is nothing with the token of another form, or in another session that has the cookie (T-051)", async () => {
    const { person, app, handle, id } = await waiting();
    expect(await post(submitApp, handle, await app.code(), "another")).toMatchObject({
      message: expect.any(String),
    });
    for (const other of [person, await newPerson()]) {
      const thief = await enteredAs(other, { confirmed: 3_600 });
      (await nextHeaders.cookies()).set("countersign-step-up", handle);
      const led = await post(submitApp, handle, await app.code(other === person ? 0 : 30));
      expect(led).not.toBe(PAGE);
      expect((await here()).id).toBe(thief.id);
      expect((await here()).stepUpAgeSeconds).toBeGreaterThan(3_000);
    }
    expect(await sql`select revoked_at from sessions where id = ${id}`).toEqual([{ revoked_at: null }]);
  });

  test("is nothing once the session has ended, or the step-up is over", async () => {
    const { session, app, handle } = await waiting();
    await sql`update confirmations set expires_at = now()`;
    expect(await showAppCode(stepUpFlow(handle), await app.code(), visitor)).toEqual({ kind: "closed" });
    const another = await stepUpHandle(session, PAGE);
    await sql`update sessions set revoked_at = now()`;
    expect(await showAppCode(stepUpFlow(another), await app.code(), visitor)).toEqual({ kind: "closed" });
    expect(await sql`select factor_failures as n from users`).toEqual([{ n: 0 }]);
  });

  test("posted many times at once confirms once, and nobody is told that it was wrong", async () => {
    const { app, handle } = await waiting();
    const code = await app.code();
    const outcomes = await race(10, () => showAppCode(stepUpFlow(handle), code, visitor));
    expect(kinds(outcomes)).toEqual({ passed: 1, closed: 9 });
    expect(await audited("step-up.factor")).toEqual(["right"]);
  });
});

describe("The ways to confirm", () => {
  const turn = async (way: string, token?: string) =>
    whatComesOf(tryStepUpWay(formOf({ next: PAGE, way, token: token ?? (await here()).formToken })));
  const CONFIRM = `/account/confirm?next=${encodeURIComponent(PAGE)}`;

  test("lead to those that the account has, and send nothing", async () => {
    await waiting();
    expect(await turn("authenticator")).toBe("/account/confirm/authenticator");
    expect(await turn("recovery")).toBe("/account/confirm/recovery");
    for (const way of ["passkey", "pin", "none", "toString", ""]) expect(await turn(way)).toBe(CONFIRM);
    expect(await turn("authenticator", "another")).toBe(CONFIRM);
    await sql`update authenticator_apps set revoked_at = now()`;
    expect(await turn("authenticator")).toBe(CONFIRM);
    expect(await sql`select 1 from challenges`).toHaveLength(0);
  });
});
