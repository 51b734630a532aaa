import { beforeEach, describe, expect, test, vi } from "vitest";
import { logout } from "@/app/account/actions";
import { removeDevice } from "@/app/account/security/actions";
import { endTrust } from "@/app/account/security/browsers/actions";
import { endOne, endOthers } from "@/app/account/sessions/actions";
import { replacePassword } from "@/lib/account/change-password";
import { replaceNumber } from "@/lib/account/change-phone";
import { untouched } from "@/lib/forms/state";
import { finishReset } from "@/lib/reset/reset";
import { sweepAll } from "@/lib/sweep";
import { hasTrustPage, ownTrusted } from "@/lib/trust/browsers";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { formOf, whatComesOf } from "../../support/requests";
import { newSession } from "../../support/sessions";
import { provedPhoneChange } from "../account/changes";
import { newLink } from "../approvals/links";
import { enrol, newPhone } from "../approvals/phone";
import { disputedBy } from "../notices/disputes";
import { provedReset } from "../reset/resets";
import { cookie, here, loggedIn } from "../step-up/browser";
import {
  audited,
  browser,
  cookiesHere,
  tokenHere,
  trustedBrowser,
  trustedRows,
  typePassword,
} from "./scenes";
import { allowed } from "./settings";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/env", async (real) => (await import("./settings")).allowing(await real()));
vi.mock("@/lib/notices/deliver", () => ({
  noticesSoon: vi.fn(),
  deliverNotices: async () => ({ told: 0, undelivered: 0 }),
}));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(async () => {
  allowed.days = 7;
  await reset();
});

const NEXT = "nine lives of a tabby";
const NUMBER = "+447700900777";

/** Somebody in a trusted browser, who has confirmed with a second step. */
async function inside(): Promise<Person> {
  const { person } = await trustedBrowser();
  await typePassword(person);
  await sql`update sessions set amr = 'pwd sms' where revoked_at is null`;
  return person;
}

const formHere = async (fields: Readonly<Record<string, string>> = {}) =>
  formOf({ token: await tokenHere(), ...fields });

describe("Trust ends at once in every browser", () => {
  const endings: Readonly<Record<string, (person: Person) => Promise<unknown>>> = {
    "with a new password": async () =>
      replacePassword(await here(), { current: PASSWORD, password: NEXT }, visitor),
    "with a password that was reset": async (person) => finishReset(await provedReset(person), NEXT, visitor),
    "with a new number": async () => {
      const session = await here();
      await replaceNumber(session, await provedPhoneChange(session, NUMBER), NUMBER, visitor);
    },
    "with a phone that approves": async (person) => enrol((await newLink(person)).token),
    "with a phone that approves no more": async (person) => {
      const phone = await newPhone(person);
      await sql`update trusted_browsers set revoked_at = null`;
      await loggedIn({}, person);
      expect(await whatComesOf(removeDevice(untouched, await formHere({ device: phone.id })))).toContain(
        "removed",
      );
    },
    "with every other session": async (person) => {
      await newSession(person.id);
      expect(await whatComesOf(endOthers(untouched, await formHere()))).toContain("others");
    },
    "when its owner says that something was not them": async (person) => disputedBy(person),
  };

  test.each(Object.entries(endings))("%s", async (_, end) => {
    await trustedBrowser(await newPerson());
    const person = await inside();
    const { session: _session, ...kept } = await cookiesHere();
    await end(person);
    expect(await trustedRows(), "Nobody else's").toEqual([{ live: true }, { live: false }]);
    await sql`update users set frozen_until = null`;
    await browser(kept);
    for (const password of [PASSWORD, NEXT])
      expect(await typePassword(person, password)).not.toBe("/account");
    expect(await audited("login.trusted"), "It is no copy").toEqual(["right"]);
  });
});

describe("Trust stays", () => {
  test("when a single session ends, and when somebody logs out", async () => {
    const person = await inside();
    const other = await newSession(person.id);
    expect(await whatComesOf(endOne(untouched, await formHere({ session: other.id })))).toContain("one");
    await whatComesOf(logout(await formHere()));
    expect(await trustedRows()).toEqual([{ live: true }]);
    expect(await typePassword(person)).toBe("/account");
  });
});

describe("The list", () => {
  test("shows the trusted browsers of the account, and marks the one that is looking", async () => {
    const { person } = await trustedBrowser();
    await trustedBrowser(await newPerson());
    await trustedBrowser(person);
    await typePassword(person);
    const listed = await ownTrusted(person.id);
    expect(listed).toHaveLength(2);
    expect(listed.map(({ here: own }) => own)).toEqual([true, false]);
    expect(JSON.stringify(listed)).not.toMatch(/hash/i);
  });

  test("ends trust for whoever is logged in, with one factor too and while changes are frozen, and it is written down", async () => {
    const { person } = await trustedBrowser();
    await typePassword(person);
    await sql`update users set frozen_until = now() + interval '1 hour'`;
    const [listed] = await ownTrusted(person.id);
    const form = await formHere({ browser: listed?.id ?? "" });
    expect(await whatComesOf(endTrust(untouched, form))).toBe("/account/security/browsers?done=ended");
    expect(await cookie("trusted")).toBe("");
    expect(await audited("trust.removed")).toEqual(["changed"]);
    expect(await trustedRows()).toEqual([{ live: false }]);
    expect(await whatComesOf(endTrust(untouched, form))).toBe("/account/security/browsers");
  });

  test("ends nothing of anybody else, and nothing by a form of another session", async () => {
    await trustedBrowser();
    const [row] = await sql<{ id: string }[]>`select id from trusted_browsers`;
    const id = row?.id ?? "";
    await loggedIn();
    for (const named of [id, "", "x".repeat(9_999), `${id}' or true --`])
      expect(await whatComesOf(endTrust(untouched, await formHere({ browser: named })))).toBe(
        "/account/security/browsers",
      );
    const foreign = formOf({ token: "x".repeat(43), browser: id });
    expect(await whatComesOf(endTrust(untouched, foreign))).toHaveProperty("message");
    expect(await trustedRows()).toEqual([{ live: true }]);
  });

  test("is there as long as there is something to end, also where nothing can be trusted any more", async () => {
    const { person } = await trustedBrowser();
    allowed.days = null;
    expect(await hasTrustPage(person.id)).toBe(true);
    await sql`update trusted_browsers set revoked_at = now()`;
    expect(await hasTrustPage(person.id)).toBe(false);
  });
});

test("What was trusted goes with its account, and is swept a day after its end", async () => {
  const { person } = await trustedBrowser();
  await trustedBrowser(await newPerson());
  await sql`update trusted_browsers set expires_at = now() - interval '25 hours' where user_id = ${person.id}`;
  expect(await sweepAll(scriptedProvider().providers)).toMatchObject({ trustedBrowsers: 1 });
  await sql`delete from users`;
  expect(await trustedRows()).toEqual([]);
});
