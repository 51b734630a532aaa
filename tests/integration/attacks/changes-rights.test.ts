import { beforeEach, describe, expect, test, vi } from "vitest";
import { submitDeletion } from "@/app/account/delete/actions";
import { submitEmail } from "@/app/account/email/actions";
import { submitLanguage } from "@/app/account/language/actions";
import { submitPassword } from "@/app/account/password/actions";
import { submitNumber } from "@/app/account/phone/actions";
import { submitPin } from "@/app/account/phone/pin/actions";
import { submitUsername } from "@/app/account/username/actions";
import { proveByPin } from "@/db/queries/confirmations";
import { formToken, writeHandle } from "@/lib/flow-cookie";
import { untouched } from "@/lib/forms/state";
import { policy } from "@/lib/policy";
import { testDatabase } from "../../support/database";
import { PASSWORD, type Person } from "../../support/people";
import { browseWith, formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { openPhoneChange } from "../account/changes";
import { loggedIn } from "../step-up/browser";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("next/cache", () => ({ revalidatePath: vi.fn() }));
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const FRESH = policy.session.stepUpFreshSeconds;
const NEW_PASSWORD = "nine lives of a tabby";

type Fields = Readonly<Record<string, string>>;
type Change = Readonly<{
  page: string;
  fields: (person: Person) => Fields;
  submit: (form: FormData) => Promise<unknown>;
  done: string;
  /** Of the account, at once. */
  columns: readonly string[];
}>;

/** Every form that changes something of an account, filled in well. */
const changes: Readonly<Record<string, Change>> = {
  "the user name": {
    page: "/account/username",
    fields: () => ({ username: "another-name" }),
    submit: (form) => submitUsername(untouched, form),
    done: "/account?changed=username",
    columns: ["username", "username_key", "username_skeleton"],
  },
  "the address": {
    page: "/account/email",
    fields: () => ({ email: "another@example.org" }),
    submit: (form) => submitEmail(untouched, form),
    done: "/account?changed=email-sent",
    columns: [],
  },
  "the password": {
    page: "/account/password",
    fields: () => ({ current: PASSWORD, password: NEW_PASSWORD }),
    submit: (form) => submitPassword(untouched, form),
    done: "/account?changed=password",
    columns: ["password_hash"],
  },
  "the number": {
    page: "/account/phone",
    fields: () => ({ country: "GB", phone: "07700 900777" }),
    submit: (form) => submitNumber(untouched, form),
    done: "/account/phone/pin",
    columns: [],
  },
  "the account, which is deleted": {
    page: "/account/delete",
    fields: ({ username }) => ({ confirmation: username }),
    submit: (form) => submitDeletion(untouched, form),
    done: "/goodbye",
    columns: [],
  },
};
const all = Object.entries(changes);

const press = ({ submit, fields }: Change, person: Person, sid: string, more: Fields = {}) =>
  whatComesOf(submit(formOf({ token: formToken(sid), ...fields(person), ...more })));
const confirm = (page: string) => `/account/confirm?next=${encodeURIComponent(page)}`;

/** Everything but what a step-up keeps. */
async function untouchedRows() {
  return [
    await sql`select * from users order by id`,
    await sql`select * from phones order by id`,
    await sql`select id, amr, revoked_at from sessions order by id`,
    await sql`select id from challenges`,
    await sql`select purpose, state from confirmations where purpose <> 'step-up'`,
    await sql`select * from notices`,
    await sql`select * from audit`,
  ];
}

describe.each(all)("Changing %s", (_name, change) => {
  test("takes both factors, one of them within five minutes: 4:59 is, 5:01 is not (T-051)", async () => {
    const late = await loggedIn({ confirmed: FRESH + 1 });
    const before = await untouchedRows();
    expect(await press(change, late.person, late.sid)).toBe(confirm(change.page));
    expect(await untouchedRows()).toEqual(before);
    await sql`update sessions set stepped_up_at = now() - ${FRESH - 1} * interval '1 second'`;
    expect(await press(change, late.person, late.sid)).toBe(change.done);
  });

  test.each(["sms", "pwd", "sms otp"])(
    "is refused to a session that has shown '%s' alone, with the offer to confirm (T-052)",
    async (amr) => {
      const { person, sid } = await loggedIn({ amr });
      const before = await untouchedRows();
      expect(await press(change, person, sid)).toBe(confirm(change.page));
      expect(await untouchedRows()).toEqual(before);
    },
  );

  test("is not brought nearer by what a form says of itself, or by another session's confirmation", async () => {
    const { person, sid } = await loggedIn({ confirmed: FRESH + 1 });
    await newSession(person.id);
    const forged = {
      aal: "2",
      amr: "pwd sms",
      freshWithin: "9999999",
      stepUpAgeSeconds: "0",
      stepped_up_at: new Date().toISOString(),
      state: "proved",
      userId: person.id,
    };
    const before = await untouchedRows();
    expect(await press(change, person, sid, forged)).toBe(confirm(change.page));
    expect(await untouchedRows()).toEqual(before);
  });

  test("changes that and nothing else, whatever else the form has (T-061)", async () => {
    const { person, sid } = await loggedIn();
    const forged = {
      id: "00000000-0000-0000-0000-000000000000",
      role: "admin",
      disabledAt: "",
      emailVerified: "true",
      phoneVerifiedAt: "2020-01-01",
      frozen_until: "",
      createdAt: "2020-01-01",
      password_hash: "x",
      locale: "fr",
      __proto__: "x",
    };
    const [old = {}] = await sql`select * from users`;
    expect(await press(change, person, sid, forged)).toBe(change.done);
    const [now = {}] = await sql`select * from users`;
    const different = Object.keys(now).filter((name) => String(now[name]) !== String(old[name]));
    expect(different).toEqual(change.columns);
  });

  test("is nothing for a page of another site, a form of another session, and nobody", async () => {
    const { person, sid } = await loggedIn();
    const other = await newSession(person.id);
    const before = await untouchedRows();
    expect(await press(change, person, other.sid)).toMatchObject({
      message: expect.stringContaining("our own page"),
    });
    await browseWith({ sid, origin: "https://evil.example" });
    expect(await press(change, person, sid)).toMatchObject({
      message: expect.stringContaining("our own page"),
    });
    await browseWith({ sid, origin: null });
    expect(await press(change, person, sid)).toMatchObject({
      message: expect.stringContaining("our own page"),
    });
    await browseWith({ sid: null });
    expect(await press(change, person, sid)).toBe(`/login?next=${encodeURIComponent(change.page)}`);
    expect(await untouchedRows()).toEqual(before);
  });

  test("waits while changes are frozen, and the answer says until when", async () => {
    const { person, sid } = await loggedIn();
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    const before = await untouchedRows();
    expect(await press(change, person, sid)).toMatchObject({ message: expect.stringContaining("UTC") });
    expect(await untouchedRows()).toEqual(before);
  });
});

describe("What was typed before a confirmation is kept", () => {
  test.each(all.filter(([name]) => name !== "the password"))("for %s", async (_, change) => {
    const { person, sid } = await loggedIn({ confirmed: FRESH + 1 });
    await press(change, person, sid);
    expect(await sql`select held from confirmations`).toEqual([{ held: change.fields(person) }]);
  });

  test("but never a password", async () => {
    const { person, sid } = await loggedIn({ confirmed: FRESH + 1 });
    const password = changes["the password"];
    if (password) await press(password, person, sid);
    expect(await sql`select held, return_to from confirmations`).toEqual([
      { held: {}, return_to: "/account/password" },
    ]);
  });
});

test("The language takes both factors, however long ago", async () => {
  const submit = (sid: string) =>
    whatComesOf(submitLanguage(formOf({ token: formToken(sid), language: "fr-FR" })));
  const phoneAlone = await loggedIn({ amr: "sms" });
  expect(await submit(phoneAlone.sid)).toBe(confirm("/account/language"));
  const both = await loggedIn({ confirmed: 3000 });
  expect(await submit(both.sid)).toBe("/account?changed=language");
  expect(await sql`select locale from users order by locale nulls last`).toEqual([
    { locale: "fr-FR" },
    { locale: null },
  ]);
});

test("A number that was proved waits for a confirmation that is fresh (T-051, T-083)", async () => {
  const { session } = await loggedIn();
  const { handle, challengeId } = await openPhoneChange(session, "+447700900777");
  await proveByPin(challengeId, "account.phone-pin", { browser: "", address: null });
  await sql`update sessions set stepped_up_at = now() - ${FRESH + 1} * interval '1 second'`;
  await writeHandle("phone-change", handle);
  const press = () => whatComesOf(submitPin(untouched, formOf({ token: formToken(handle), pin: "123456" })));
  expect(await press()).toBe(confirm("/account/phone/pin"));
  expect(await sql`select number from phones`).toEqual([{ number: session.user.phone }]);
  await sql`update sessions set stepped_up_at = now() - ${FRESH - 1} * interval '1 second'`;
  expect(await press()).toBe("/account?changed=phone");
  expect(await sql`select number from phones`).toEqual([{ number: "+447700900777" }]);
});
