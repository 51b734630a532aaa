import { beforeEach, describe, expect, test, vi } from "vitest";
import { trustThis } from "@/app/account/security/browsers/actions";
import { hashPassword } from "@/lib/auth/password";
import { untouched } from "@/lib/forms/state";
import { offeredDays } from "@/lib/trust/browsers";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";
import { formOf, whatComesOf } from "../../support/requests";
import { cookie, here, loggedIn } from "../step-up/browser";
import {
  audited,
  browser,
  logIn,
  passSecondStep,
  pressTrust,
  trustedBrowser,
  trustedRows,
  typePassword,
} from "./scenes";
import { allowed } from "./settings";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/env", async (real) => (await import("./settings")).allowing(await real()));
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(async () => {
  allowed.days = 7;
  await reset();
  await browser();
});

const offered = async () => offeredDays(await here());
const NOT_NOW = { message: expect.stringContaining("cannot be trusted now") };

describe("Trust is offered", () => {
  test("after a login with a long password and a second step, for as many days as the deployer allows", async () => {
    await logIn(await newPerson());
    expect(await offered()).toBe(7);
    expect(await pressTrust()).toBe("/account/security/browsers?done=trusted");
    expect(
      await sql`
      select round(extract(epoch from expires_at - now()) / 86400)::int as days, browser from trusted_browsers`,
    ).toEqual([{ days: 7, browser: "Firefox on Linux" }]);
    expect(await audited("trust.added")).toEqual(["changed"]);
    expect(await cookie("trusted")).toMatch(/^[\w-]{22}\.[\w-]{43}$/);
  });

  test("once: a browser that is trusted already is not asked again", async () => {
    await logIn(await newPerson());
    await pressTrust();
    expect(await offered()).toBeNull();
    expect(await pressTrust()).toMatchObject(NOT_NOW);
    expect(await trustedRows()).toEqual([{ live: true }]);
  });

  test("to the next person in that browser too; then the former one is not trusted there any more", async () => {
    const { person } = await trustedBrowser();
    await logIn(await newPerson());
    expect(await pressTrust()).toBe("/account/security/browsers?done=trusted");
    expect(await trustedRows()).toEqual([{ live: false }, { live: true }]);
    expect(await typePassword(person)).toBe("/login/pin");
  });

  test("for ten browsers: one more takes the place of the one that was unused the longest", async () => {
    const person = await newPerson();
    for (let index = 0; index < 11; index += 1) {
      await browser();
      await logIn(person);
      await pressTrust();
      await sql`update trusted_browsers set last_used_at = last_used_at - interval '1 minute'`;
      await sql`delete from throttles`;
    }
    const rows = await trustedRows();
    expect(rows.map(({ live }) => live)).toEqual([false, ...Array<boolean>(10).fill(true)]);
  });
});

describe("Trust is not offered, and cannot be taken,", () => {
  const notOffered: Readonly<Record<string, () => Promise<unknown>>> = {
    "where the deployer does not allow it": async () => {
      allowed.days = null;
      await logIn(await newPerson());
    },
    "with a password that is shorter than 15 characters": async () => {
      const person = await newPerson();
      const short = "fourteen chars";
      await sql`update users set password_hash = ${await hashPassword(short)} where id = ${person.id}`;
      await logIn(person, short);
    },
    "with a shorter password after a longer one of somebody else": async () => {
      await logIn(await newPerson());
      const person = await newPerson();
      const short = "fourteen chars";
      await sql`update users set password_hash = ${await hashPassword(short)} where id = ${person.id}`;
      await logIn(person, short);
    },
    "ten minutes after the login": async () => {
      await logIn(await newPerson());
      await sql`update sessions set created_at = now() - interval '11 minutes'`;
    },
    "to whoever got in with a recovery code": async () => {
      await typePassword(await newPerson());
      await passSecondStep("pwd rec");
    },
    "to a login in which no password was typed": async () => loggedIn({ amr: "pop uv" }),
    "to a session that was not begun by name": async () => loggedIn({ amr: "pwd sms" }),
    "to an administrator": async () => {
      const person = await newPerson();
      await sql`update users set role = 'admin' where id = ${person.id}`;
      await logIn(person);
    },
  };

  test.each(Object.entries(notOffered))("%s", async (_, happen) => {
    await happen();
    expect(await pressTrust()).toMatchObject(NOT_NOW);
    expect(await trustedRows()).toEqual([]);
    expect((await cookie("trusted")) ?? "").toBe("");
  });

  test.each([
    ["to a session of one factor", async () => sql`update sessions set amr = 'pwd'`],
    [
      "once the second step is five minutes old",
      async () => sql`
      update sessions set stepped_up_at = now() - interval '5 minutes 1 second'`,
    ],
  ])("%s: it is asked to confirm first", async (_, happen) => {
    await logIn(await newPerson());
    await happen();
    expect(await offered()).toBeNull();
    expect(await pressTrust()).toBe("/account/confirm?next=%2Faccount%2Fsecurity%2Fbrowsers");
    expect(await trustedRows()).toEqual([]);
  });

  test("while changes are frozen", async () => {
    const person = await newPerson();
    await logIn(person);
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    expect(await offered()).toBeNull();
    expect(await pressTrust()).toMatchObject({ message: expect.stringContaining("this was not me") });
    expect(await trustedRows()).toEqual([]);
  });

  test("by a form that was not made for this session", async () => {
    await logIn(await newPerson());
    expect(await whatComesOf(trustThis(untouched, formOf({ token: "x".repeat(43) })))).toHaveProperty(
      "message",
    );
    expect(await trustedRows()).toEqual([]);
  });
});
