import { beforeEach, describe, expect, test, vi } from "vitest";
import { redeemHandle } from "@/lib/auth/redeem";
import { currentSession } from "@/lib/auth/session";
import { randomSecret } from "@/lib/crypto";
import { readToken } from "@/lib/trust/token";
import { testDatabase } from "../../support/database";
import { allRows, toldTo } from "../../support/notices";
import { newPerson } from "../../support/people";
import { cookie, here } from "../step-up/browser";
import {
  audited,
  browser,
  cookiesHere,
  logIn,
  passSecondStep,
  trustedBrowser,
  trustedRows,
  typePassword,
} from "../trust/scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/env", async (real) => (await import("../trust/settings")).allowing(await real()));
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));
vi.mock("@/lib/approvals/push", () => ({ notifySoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const SECOND_STEP = "/login/pin";

describe("What a trusted browser keeps, stolen (T-102),", () => {
  test("opens nothing without the password", async () => {
    const { person } = await trustedBrowser();
    expect(await currentSession()).toBeNull();
    const before = await sql`select * from trusted_browsers`;
    expect(await typePassword(person, "a guess that is long enough")).toHaveProperty("message");
    expect(await sql`select * from trusted_browsers`).toEqual(before);
    expect(await currentSession()).toBeNull();
  });

  test.each([
    ["a browser that has no name yet", undefined],
    ["a browser of another name", randomSecret()],
  ])("does not skip the second step in %s, ends the trust, and its owner is told", async (_, name) => {
    const { person, trusted = "", browser: own = "" } = await trustedBrowser();
    await browser({ trusted, ...(name ? { browser: name } : {}) });
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await audited("login.trusted")).toEqual(["copied"]);
    expect(await toldTo()).toEqual([`trust-copied email ${person.email}`]);
    await browser({ trusted, browser: own });
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await trustedRows()).toEqual([{ live: false }]);
  });

  test("does not skip the second step in a browser that the account knows besides", async () => {
    const { person, trusted = "" } = await trustedBrowser();
    await browser();
    await logIn(person);
    const { browser: known = "" } = await cookiesHere();
    await browser({ trusted, browser: known });
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await trustedRows()).toEqual([{ live: false }]);
  });

  test("is worth nothing once its owner has used it, and showing it ends the trust of both", async () => {
    const { person, ...stolen } = await trustedBrowser();
    expect(await typePassword(person)).toBe("/account");
    const { session: _session, ...kept } = await cookiesHere();
    await sql`update trusted_browsers set rotated_at = now() - interval '1 minute'`;
    await browser(stolen);
    expect(await typePassword(person)).toBe(SECOND_STEP);
    await browser(kept);
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await toldTo()).toEqual([`trust-copied email ${person.email}`]);
  });

  test("used before its owner does, gives a session that can only look, and the owner's own login ends the trust", async () => {
    const { person, ...kept } = await trustedBrowser();
    expect(await typePassword(person)).toBe("/account");
    expect(await here()).toMatchObject({ aal: 1 });
    await sql`update trusted_browsers set rotated_at = now() - interval '1 minute'`;
    await browser(kept);
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await trustedRows()).toEqual([{ live: false }]);
    expect(await toldTo()).toEqual([`trust-copied email ${person.email}`]);
  });

  test("is worth nothing for another account, and changes nothing of its own", async () => {
    const { person } = await trustedBrowser();
    const other = await newPerson();
    expect(await typePassword(other)).toBe(SECOND_STEP);
    await passSecondStep();
    expect(await trustedRows()).toEqual([{ live: true }]);
    expect(await audited("login.trusted")).toEqual([]);
    expect(await typePassword(person)).toBe("/account");
  });
});

describe("A token that is made up (T-102)", () => {
  const madeUp = (trusted: string): Readonly<Record<string, string>> => {
    const [id = "", secret = ""] = trusted.split(".");
    return {
      "of nothing": "",
      "of a dot": ".",
      "without its secret": `${id}.`,
      "without its id": `.${secret}`,
      "with more behind it": `${trusted}.${secret}`,
      "with another letter in front": `a${trusted}`,
      "of an id as databases write it": `00000000-0000-0000-0000-000000000000.${secret}`,
      "of an id that never was": `${"A".repeat(22)}.${secret}`,
      "with quotation marks": `${id.slice(1)}'.${secret}`,
      "that is very long": `${id}.${"A".repeat(100_000)}`,
    };
  };

  test.each(Object.keys(madeUp("")))("%s is no token, and changes nothing", async (name) => {
    const { person, trusted = "", ...rest } = await trustedBrowser();
    await browser({ ...rest, trusted: madeUp(trusted)[name] ?? "" });
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await trustedRows()).toEqual([{ live: true }]);
  });

  test("for an id that is known ends the trust: only a copy knows it", async () => {
    const { person, trusted = "", ...rest } = await trustedBrowser();
    await browser({ ...rest, trusted: `${trusted.split(".")[0]}.${randomSecret()}` });
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await trustedRows()).toEqual([{ live: false }]);
  });
});

describe("One secret is never taken for another (T-040):", () => {
  test("what a trusted browser keeps is no session, and no handle of a login", async () => {
    const { trusted = "", ...rest } = await trustedBrowser();
    const secret = readToken(trusted)?.secret ?? "";
    const before = await allRows();
    for (const value of [trusted, secret]) {
      await browser({ ...rest, session: value });
      expect(await currentSession()).toBeNull();
      expect(await redeemHandle(value)).toBeNull();
    }
    expect(await allRows()).toEqual(before);
  });

  test("a session, the name of a browser and a handle are no token of a trusted browser", async () => {
    const { person, trusted = "", session, browser: name = "" } = await trustedBrowser();
    const [id] = trusted.split(".");
    const login = (await cookie("login")) ?? "";
    for (const value of [session, name, login, `${"A".repeat(22)}.${name}`]) {
      await browser({ browser: name, trusted: value });
      expect(await typePassword(person)).toBe(SECOND_STEP);
      expect(await trustedRows()).toEqual([{ live: true }]);
    }
    await browser({ browser: name, trusted: `${id}.${name}` });
    expect(await typePassword(person)).toBe(SECOND_STEP);
    expect(await trustedRows()).toEqual([{ live: false }]);
  });
});
