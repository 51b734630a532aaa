import { beforeEach, describe, expect, test, vi } from "vitest";
import { enrolApp, setUpApp } from "@/app/account/security/authenticator/actions";
import { shownApp } from "@/lib/factors/enrol-app";
import { untouched } from "@/lib/forms/state";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { newPerson, type Person } from "../../support/people";
import { browseWith, formOf, nextHeaders, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { enteredAs, login } from "../approvals/scenes";
import { here } from "../step-up/browser";
import { appWith, newApp, showApp, together, WRONG_APP, waitingFor } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const PAGE = "/account/security/authenticator";
const apps = async () => (await sql`select 1 from authenticator_apps where revoked_at is null`).length;
const live = async () => (await sql`select 1 from sessions where revoked_at is null`).length;

const setUp = async (token?: string) =>
  whatComesOf(setUpApp(untouched, formOf({ token: token ?? (await here()).formToken })));

const type = async (code: string, token?: string, name = "My phone") =>
  whatComesOf(enrolApp(untouched, formOf({ token: token ?? (await here()).formToken, code, name })));

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** The secret in letters, read as an app reads it. */
function secretIn(typed: string): Buffer {
  const letters = [...typed.replaceAll(" ", "")];
  const bits = letters.map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** What the page of this browser shows, in an app. */
async function scanned() {
  const shown = await shownApp(await here());
  if (!shown) throw new Error("The page shows no secret");
  return { typed: shown.typed, ...appWith(secretIn(shown.typed)) };
}

/** Somebody whose page shows the secret of a new app. */
async function settingUp(person?: Person) {
  const who = person ?? (await newPerson());
  const entered = await enteredAs(who);
  expect(await setUp()).toBe(`${PAGE}#app`);
  return { person: who, ...entered, app: await scanned() };
}

describe("An app is not enrolled (T-088)", () => {
  test.each([
    ["without a step-up", { confirmed: policy.session.stepUpFreshSeconds + 1 }],
    ["in a session that has shown the phone alone", { amr: "sms" }],
    ["in a session that has shown the password alone", { amr: "pwd" }],
  ])("%s", async (_, given) => {
    await enteredAs(await newPerson(), given);
    expect(await setUp()).toBe(`/account/confirm?next=${encodeURIComponent(PAGE)}`);
    expect(await sql`select 1 from factor_enrolments`).toHaveLength(0);
  });

  test("when the step-up is over by the time that the code is typed; the code then works after another one", async () => {
    const { app, id } = await settingUp();
    await sql`update sessions set stepped_up_at = now() - interval '301 seconds'`;
    expect(await type(await app.code())).toBe(`/account/confirm?next=${encodeURIComponent(PAGE)}`);
    expect(await apps()).toBe(0);
    await sql`update sessions set stepped_up_at = now() where id = ${id}`;
    expect(await type(await app.code())).toBe(`${PAGE}?done=added`);
  });

  test("while changes are paused", async () => {
    const { app } = await settingUp();
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    expect(await setUp()).toMatchObject({ message: expect.any(String) });
    expect(await type(await app.code())).toMatchObject({ message: expect.any(String) });
    expect(await apps()).toBe(0);
  });

  test("by whoever is not logged in, nor by a form of another page", async () => {
    const { app } = await settingUp();
    expect(await setUp("another")).toMatchObject({ message: expect.any(String) });
    expect(await type(await app.code(), "another")).toMatchObject({ message: expect.any(String) });
    const cookie = (await nextHeaders.cookies()).get("countersign-factor-enrolment")?.value ?? "";
    await browseWith({ sid: null });
    (await nextHeaders.cookies()).set("countersign-factor-enrolment", cookie);
    expect(await type(await app.code(), "")).toMatch(/^\/login/);
    expect(await apps()).toBe(0);
  });

  test("by five wrong codes: then the right one is worth nothing, and the secret is shown no more", async () => {
    const { app, session } = await settingUp();
    for (let tries = 1; tries < policy.factors.enrolTries; tries += 1)
      expect(await type(WRONG_APP)).toMatchObject({ errors: { code: expect.any(String) } });
    expect(await type(WRONG_APP)).toMatchObject({ message: expect.stringContaining("begin again") });
    expect(await type(await app.code())).toMatchObject({ message: expect.stringContaining("begin again") });
    expect(await shownApp(session)).toBeNull();
    expect(await apps()).toBe(0);
  });

  test("by twenty wrong codes at once: five are looked at", async () => {
    const { session } = await settingUp();
    const outcomes = await race(20, () => type(WRONG_APP, session.formToken));
    const wrong = outcomes.filter(
      (one) => one.status === "fulfilled" && JSON.stringify(one.value).includes("not right"),
    );
    expect(wrong).toHaveLength(policy.factors.enrolTries - 1);
    expect(await sql`select tries_left from factor_enrolments`).toEqual([{ tries_left: 0 }]);
  });

  test("after ten minutes", async () => {
    const { app, session } = await settingUp();
    await sql`update factor_enrolments set expires_at = expires_at - interval '600 seconds'`;
    expect(await shownApp(session)).toBeNull();
    expect(await type(await app.code())).toMatchObject({ message: expect.any(String) });
    expect(await apps()).toBe(0);
  });

  test("in another session, of the same account or another one, that has the cookie", async () => {
    const { person, app } = await settingUp();
    const cookie = (await nextHeaders.cookies()).get("countersign-factor-enrolment")?.value ?? "";
    for (const other of [person, await newPerson()]) {
      const { session } = await enteredAs(other);
      (await nextHeaders.cookies()).set("countersign-factor-enrolment", cookie);
      expect(await shownApp(session)).toBeNull();
      expect(await type(await app.code())).toMatchObject({ message: expect.any(String) });
    }
    expect(await apps()).toBe(0);
  });

  test("with the older picture of two tabs, nor of two sessions", async () => {
    const { person, app } = await settingUp();
    await setUp();
    const newer = await scanned();
    expect(newer.typed).not.toBe(app.typed);
    expect(await type(await app.code())).toMatchObject({ errors: { code: expect.any(String) } });
    const second = await settingUp(person);
    expect(await sql`select 1 from factor_enrolments`).toHaveLength(1);
    expect(await type(await second.app.code())).toBe(`${PAGE}?done=added`);
    expect(await apps()).toBe(1);
  });

  test("by more than one of the pictures that were asked for at the same moment", async () => {
    const { session } = await enteredAs(await newPerson());
    await together(() => setUp(session.formToken));
    expect(await sql`select 1 from factor_enrolments`).toHaveLength(1);
  });

  test("as the eleventh, even when the tenth comes while its picture is shown", async () => {
    const person = await newPerson();
    for (let count = 1; count < policy.factors.most; count += 1) await newApp(person);
    const { app } = await settingUp(person);
    await newApp(person);
    expect(await type(await app.code())).toMatchObject({ message: expect.any(String) });
    expect(await setUp()).toMatchObject({ message: expect.stringContaining("No further app") });
    expect(await apps()).toBe(policy.factors.most);
  });
});

describe("An app that is enrolled", () => {
  test("logs in from then on, ends every other session, renews this one and is told to every address (R-038)", async () => {
    const person = await newPerson();
    await newSession(person.id);
    await newSession((await newPerson()).id);
    const { app, id } = await settingUp(person);
    expect(await type(await app.code(), undefined, "  My phone ")).toBe(`${PAGE}?done=added`);
    expect(await sql`select name from authenticator_apps`).toEqual([{ name: "My phone" }]);
    expect(await live()).toBe(2);
    const now = await here();
    expect(now.id).not.toBe(id);
    expect(now.aal).toBe(2);
    expect(await toldTo()).toEqual(
      expect.arrayContaining([`factor-added email ${person.email}`, `factor-added text ${person.phone}`]),
    );
    expect(await sql`select event, details from audit where event = 'factor.added'`).toEqual([
      { event: "factor.added", details: { factor: "authenticator", device: "My phone" } },
    ]);
    expect((await login(person)).asks).toBe("authenticator");
  });

  test("does not log in with the code that enrolled it, but with the next", async () => {
    const { person, app } = await settingUp();
    const code = await app.code();
    expect(await type(code)).toBe(`${PAGE}?done=added`);
    expect(await showApp(await waitingFor("authenticator", person), code)).toEqual({ kind: "wrong" });
    expect(await showApp(await waitingFor("authenticator", person), await app.code(30))).toMatchObject({
      kind: "passed",
    });
  });

  test("is never shown again: not by the page, and no row of any table has its secret in clear", async () => {
    const { app } = await settingUp();
    const cookie = (await nextHeaders.cookies()).get("countersign-factor-enrolment")?.value ?? "";
    const forms = [
      app.typed.replaceAll(" ", ""),
      app.typed.replaceAll(" ", "").toLowerCase(),
      app.secret.toString("hex"),
      app.secret.toString("base64").replace(/=+$/, ""),
      app.secret.toString("base64url"),
    ];
    const dump = async () => JSON.stringify(await allRows());
    for (const form of forms) expect(await dump()).not.toContain(form);
    await type(await app.code());
    for (const form of forms) expect(await dump()).not.toContain(form);
    expect(await sql`select secret from factor_enrolments`).toEqual([{ secret: null }]);
    (await nextHeaders.cookies()).set("countersign-factor-enrolment", cookie);
    expect(await shownApp(await here())).toBeNull();
  });

  test.each(Array.from({ length: 5 }, (_, run) => run + 1))(
    "is one, however often its code is posted at the same moment, run %i",
    async () => {
      const { app, session } = await settingUp();
      const code = await app.code();
      await race(5, () => type(code, session.formToken));
      expect(await apps()).toBe(1);
      expect(await live()).toBe(1);
      expect(await sql`select 1 from notices where channel = 'email'`).toHaveLength(1);
    },
  );

  test("is enrolled by a code that is never put back into the page", async () => {
    await settingUp();
    const answer = await type("123 45", undefined, "Phone");
    expect(JSON.stringify(answer)).not.toContain("123");
    expect(answer).toMatchObject({ values: { name: "Phone" } });
    expect(JSON.stringify(await type(WRONG_APP))).not.toContain(WRONG_APP);
  });
});
