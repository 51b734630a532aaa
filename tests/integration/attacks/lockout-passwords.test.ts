import { beforeEach, describe, expect, test, vi } from "vitest";
import { hashSecret } from "@/lib/crypto";
import { type LoginOutcome, startLogin } from "@/lib/login/start";
import { policy } from "@/lib/policy";
import { race } from "../../support/barrier";
import { testDatabase } from "../../support/database";
import { newPerson, PASSWORD, type Person, visitor } from "../../support/people";
import { scriptedProvider } from "../../support/provider";
import { knownBrowser } from "../factors/scenes";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, reset } = await testDatabase();
beforeEach(reset);

describe("wrong passwords", () => {
  const { loginByAccount, loginByAccountAndAddress, loginByKnownBrowser } = policy.throttles;

  const attempt = (
    { username }: Pick<Person, "username">,
    from: Readonly<{ browser?: string | null; address?: string; password?: string }> = {},
  ): Promise<LoginOutcome> => {
    const { browser: browserHash = null, address = visitor.address, password = "not the password" } = from;
    const request = { identifier: username, password, returnTo: null, browserHash };
    return startLogin(request, { ...visitor, address }, scriptedProvider().providers);
  };

  /** As many as the account takes in an hour, a few from each address. */
  const flood = async (person: Pick<Person, "username">) => {
    for (let count = 0; count < loginByAccount.limit; count += 1)
      await attempt(person, {
        address: `198.51.100.${Math.floor(count / 5)}`,
        browser: hashSecret(String(count)),
      });
  };

  test("from many addresses shut no known browser out, and every other one (T-111)", async () => {
    const person = await newPerson();
    const browser = await knownBrowser(person);
    await flood(person);
    for (const other of [null, "unknown", await knownBrowser(await newPerson())])
      expect(
        await attempt(person, { browser: other, address: "203.0.113.9", password: PASSWORD }),
      ).toMatchObject({
        kind: "throttled",
      });
    expect(await attempt(person, { browser, address: "203.0.113.9", password: PASSWORD })).toMatchObject({
      kind: "challenged",
    });
    expect(
      await attempt({ username: person.username.toUpperCase() }, { browser, password: PASSWORD }),
    ).toMatchObject({
      kind: "challenged",
    });
  });

  test("from the address of the owner do not either", async () => {
    const person = await newPerson();
    const browser = await knownBrowser(person);
    for (let count = 0; count < policy.throttles.loginByAddress.limit; count += 1)
      await attempt({ username: `nobody${count % 8}` });
    expect(await attempt(person, { password: PASSWORD })).toMatchObject({ kind: "throttled" });
    expect(await attempt(person, { browser, password: PASSWORD })).toMatchObject({ kind: "challenged" });
  });

  test("in a known browser are counted there, ten in all from wherever it is, and nowhere else", async () => {
    const person = await newPerson();
    const browser = await knownBrowser(person);
    for (let count = 0; count < loginByKnownBrowser.limit; count += 1)
      expect(await attempt(person, { browser, address: `198.51.100.${count}` })).toEqual({
        kind: "rejected",
      });
    expect(await attempt(person, { browser, address: "203.0.113.1", password: PASSWORD })).toMatchObject({
      kind: "throttled",
    });
    expect(await sql`select name, count from throttles`).toEqual([
      { name: "loginByKnownBrowser", count: loginByKnownBrowser.limit + 1 },
    ]);
    expect(await attempt(person, { password: PASSWORD })).toMatchObject({ kind: "challenged" });
  });

  test("bring nobody more guesses for cookies that they make up, and tell nobody anything (T-008)", async () => {
    const person = await newPerson();
    await knownBrowser(person);
    const until = async (username: string, address: string): Promise<number> => {
      for (let count = 0; ; count += 1) {
        const outcome = await attempt({ username }, { address, browser: hashSecret(`${address} ${count}`) });
        if (outcome.kind === "throttled") return count;
      }
    };
    const known = await until(person.username, "198.51.100.1");
    expect(known).toBe(loginByAccountAndAddress.limit);
    expect(await until("nobody-here", "198.51.100.2")).toBe(known);
    const stranger = await knownBrowser(await newPerson());
    for (const username of [person.username, "nobody-here"])
      expect(await attempt({ username }, { address: "198.51.100.3", browser: stranger })).toEqual({
        kind: "rejected",
      });
    expect(await sql`select 1 from throttles where name = 'loginByKnownBrowser'`).toHaveLength(0);
  });

  test("at the same moment in a known browser pass ten times at most", async () => {
    const person = await newPerson();
    const browser = await knownBrowser(person);
    const outcomes = await race(20, () => attempt(person, { browser }));
    const rejected = outcomes.filter((one) => one.status === "fulfilled" && one.value.kind === "rejected");
    expect(rejected).toHaveLength(loginByKnownBrowser.limit);
  });

  test("in a browser of a disabled account are counted as a stranger's", async () => {
    const person = await newPerson();
    const browser = await knownBrowser(person);
    await sql`update users set disabled_at = now()`;
    await attempt(person, { browser });
    expect(await sql`select 1 from throttles where name = 'loginByKnownBrowser'`).toHaveLength(0);
  });
});
