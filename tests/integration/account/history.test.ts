import { beforeEach, describe, expect, test } from "vitest";
import { recordAudit } from "@/db/queries/audit";
import { ownHistory } from "@/lib/account/own-history";
import { testDatabase } from "../../support/database";
import { newPerson } from "../../support/people";

const { sql, reset } = await testDatabase();
beforeEach(reset);

const by = { browser: "Firefox on Linux", address: "192.0.2.1" };
const record = (userId: string | null, outcome: string) =>
  recordAudit({ event: "login.password", outcome, userId, factor: "pwd", ...by });

/** So many lines of an account, each with a browser that counts it. */
const recordMany = (userId: string, lines: number) => sql`
  insert into audit (event, outcome, user_id, browser)
  select 'login.password', 'wrong', ${userId}::uuid, 'Browser ' || n from generate_series(1, ${lines}::int) n`;

const read = async (userId: string, query: Record<string, unknown> = {}) => {
  const history = await ownHistory(userId, query);
  return { ...history, lines: history.days.flatMap(({ entries }) => entries) };
};

const beforeOf = (href: string | null) =>
  new URL(href ?? "", "http://own.invalid").searchParams.get("before");

describe("The history of an account", () => {
  test("An account without any lines has none, and nothing older", async () => {
    const person = await newPerson();
    expect(await ownHistory(person.id, {})).toEqual({ kind: null, days: [], continued: false, older: null });
  });

  test("The newest line comes first, in plain words", async () => {
    const person = await newPerson();
    await record(person.id, "wrong");
    await record(person.id, "right");
    const { lines } = await read(person.id);
    expect(lines.map(({ what }) => what)).toEqual([
      "The right password was entered to log in",
      "A wrong password was entered to log in",
    ]);
    expect(lines[0]?.where).toBe("Firefox on Linux · 192.0.2.1");
  });

  test("Exactly one page of lines has nothing older", async () => {
    const person = await newPerson();
    await recordMany(person.id, 50);
    expect(await read(person.id)).toMatchObject({ lines: { length: 50 }, older: null });
  });

  test("Going back by fifty shows every line once, whatever is written meanwhile", async () => {
    const person = await newPerson();
    await recordMany(person.id, 120);
    const seen: string[] = [];
    let before: string | null = null;
    for (const expected of [50, 50, 20]) {
      const page = await read(person.id, before === null ? {} : { before });
      expect(page).toMatchObject({ lines: { length: expected }, continued: before !== null });
      seen.push(...page.lines.map(({ where }) => where));
      before = beforeOf(page.older);
      await record(person.id, "right");
    }
    expect(before).toBeNull();
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `Browser ${120 - index}`));
  });

  test.each([
    ["logins", ["login.password", "login.session"]],
    ["sessions", ["session.ended", "login.session"]],
    ["changes", ["account.email"]],
    ["notices", ["notice.disputed"]],
  ])("Under %s stands what belongs there, and the link to older lines stays there", async (show, events) => {
    const person = await newPerson();
    for (const event of [
      "login.session",
      "session.ended",
      "login.password",
      "account.email",
      "notice.disputed",
    ]) {
      await sql`insert into audit (event, outcome, user_id, browser) values (${event}, 'x', ${person.id}, ${event})`;
    }
    const { lines } = await read(person.id, { show });
    expect(lines.map(({ where }) => where).sort()).toEqual(
      events.map((event) => event.replace(".", " ")).sort(),
    );
  });

  test("The link to older lines keeps the heading", async () => {
    const person = await newPerson();
    await recordMany(person.id, 51);
    const { older } = await read(person.id, { show: "logins" });
    expect(older).toMatch(/^\/account\/history\?show=logins&before=\d+$/);
  });
});

describe("Another's history (T-062)", () => {
  test("No line of anybody else's is shown, whatever number the address has", async () => {
    const [person, other] = [await newPerson(), await newPerson()];
    await record(person.id, "wrong");
    await record(other.id, "right");
    await record(null, "right");
    const [last] = await sql<{ id: string }[]>`select max(id)::text as id from audit`;
    for (const before of [last?.id, "1", "2", "3", String(Number(last?.id) + 1), "999999999999999999"]) {
      const { lines } = await read(person.id, { before });
      expect(lines.filter(({ what }) => what !== "A wrong password was entered to log in")).toEqual([]);
    }
  });

  test.each(["", "0", "-1", "1e3", "1.5", "9".repeat(19), "' or 1=1 --", "\u0000", ["5"], { $gt: 0 }])(
    "%j instead of a number is the beginning",
    async (before) => {
      const person = await newPerson();
      await record(person.id, "wrong");
      expect(await read(person.id, { before })).toMatchObject({ lines: { length: 1 }, continued: false });
    },
  );
});
