import { beforeEach, expect, test, vi } from "vitest";
import { changePassword } from "@/db/queries/account-changes";
import { findPasswordHash } from "@/db/queries/accounts";
import { changing, renewing } from "@/lib/account/changing";
import { redeemHandle } from "@/lib/auth/redeem";
import { hashSecret, randomSecret } from "@/lib/crypto";
import { startLogin } from "@/lib/login/start";
import { policy } from "@/lib/policy";
import { trustHere } from "@/lib/trust/browsers";
import { enterByTrust } from "@/lib/trust/enter";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { here, loggedIn } from "../step-up/browser";
import { audited, browser, type Cookies, logIn, trustedBrowser, trustedRows } from "./scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
vi.mock("@/lib/env", async (real) => (await import("./settings")).allowing(await real()));
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

const ROUNDS = 20;

const enterWith = ({ username: identifier }: Person, { browser: name = "", trusted = "" }: Cookies) =>
  startLogin(
    { identifier, password: PASSWORD, returnTo: null, browserHash: hashSecret(name), trusted },
    visitor,
    scriptedProvider().providers,
  );

const values = <T>(ends: readonly PromiseSettledResult<T>[]): T[] =>
  ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });

test("Of two logins of a trusted browser at once one skips the second step, the other is asked for it, and that is no copy, 20 times (T-102)", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await reset();
    const { person, ...kept } = await trustedBrowser();
    const kinds = values(await race(2, () => enterWith(person, kept))).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(["challenged", "verified"]);
    expect(await trustedRows()).toEqual([{ live: true }]);
    expect(await audited("login.trusted")).toEqual(["right"]);
    expect(await sql`select kind from notices`).toEqual([]);
  }
});

test("So shortly after it was replaced the former token opens nothing, and later it is a copy", async () => {
  const { person, ...kept } = await trustedBrowser();
  expect(await enterWith(person, kept)).toMatchObject({ kind: "verified" });
  const age = (seconds: number) =>
    sql`update trusted_browsers set rotated_at = now() - ${seconds} * interval '1 second'`;
  await age(policy.trust.overlapSeconds - 1);
  expect(await enterWith(person, kept)).toMatchObject({ kind: "challenged" });
  expect(await trustedRows()).toEqual([{ live: true }]);
  await age(policy.trust.overlapSeconds);
  expect(await enterWith(person, kept)).toMatchObject({ kind: "challenged" });
  expect(await trustedRows()).toEqual([{ live: false }]);
  expect(await audited("login.trusted")).toEqual(["right", "copied"]);
});

test("A password that was right a moment ago, and has changed since, opens nothing", async () => {
  const { person, ...kept } = await trustedBrowser();
  const [browserHash, trusted] = [hashSecret(kept.browser ?? ""), kept.trusted ?? null];
  const own = { userId: person.id, password: PASSWORD, kept: trusted, browserHash, returnTo: null };
  expect(await enterByTrust({ ...own, passwordHash: "a former hash" }, visitor)).toBeNull();
  expect(await audited("login.trusted")).toEqual([]);
  expect(await trustedRows()).toEqual([{ live: true }]);
});

test("While the password changes no trusted browser gets away with the old one, 20 times", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await reset();
    const { person, ...kept } = await trustedBrowser();
    const { session } = await loggedIn({}, person);
    const from = (await findPasswordHash(person.id)) ?? "";
    const by = changing(session, visitor, "password-changed");
    const browserHash = hashSecret(kept.browser ?? "");
    const own = { userId: person.id, passwordHash: from, password: PASSWORD, returnTo: null };
    const ends = await race(2, async (index) => {
      if (index === 1) return changePassword(by, { from, to: "the next hash" }, renewing(randomSecret()));
      const entered = await enterByTrust({ ...own, browserHash, kept: kept.trusted ?? null }, visitor);
      return entered && redeemHandle(entered.handle);
    });
    values<unknown>(ends);
    expect(await sql`select id from sessions where revoked_at is null and id <> ${session.id}`).toEqual([]);
    expect(await trustedRows()).toEqual([{ live: false }]);
  }
});

test("While the password changes no browser becomes trusted and stays it, 20 times", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    await reset();
    const person = await newPerson();
    const other = await loggedIn({}, person);
    const from = await findPasswordHash(person.id);
    await browser();
    await logIn(person);
    const [session, by] = [await here(), changing(other.session, visitor, "password-changed")];
    const ends = await race(2, (index) =>
      index === 0
        ? trustHere(session, visitor)
        : changePassword(by, { from, to: "the next hash" }, renewing(randomSecret())),
    );
    const [, changed] = values(ends);
    expect(changed).toBe(true);
    expect((await trustedRows()).filter(({ live }) => live)).toEqual([]);
  }
});
