import { beforeEach, describe, expect, test, vi } from "vitest";
import { policy } from "@/lib/policy";
import { newPerson, type Person } from "../../support/people";
import { browseWith } from "../../support/requests";
import { passTime } from "../../support/time";
import { cellsOf, outcomeOf } from "./cells";
import { expectWhole } from "./invariants";
import { lineThatBreaks } from "./line";
import { cookie, loginPages, secretsOf, walk } from "./person";

vi.mock("next/headers", async () => (await import("../../support/requests")).nextHeaders);
// What is sent afterwards has tests of its own.
vi.mock("@/lib/notices/deliver", () => ({ noticesSoon: vi.fn() }));

const { sql, proxy, control, begin } = await lineThatBreaks();
beforeEach(begin);

async function logIn(person: Person) {
  const handle = await cookie("login");
  return walk("/login", loginPages(person), () => secretsOf(person.phone, handle));
}

await begin();
const good = await newPerson();
const cells = await cellsOf(proxy, () => logIn(good));

/** Where more than one more press is needed: the statement, what was not to be saved, and what it costs. */
const dear = [
  // The text is out and nobody knows its id: no PIN can be checked, and no second text is sent while it may come.
  { holds: "recorded as", when: "before", end: "says unconfirmed", texts: 1, sessions: 0 },
  // The provider has taken the PIN and takes none twice: another text, at once, as nobody guessed.
  { holds: "closed as", when: "before", end: "in", texts: 2, sessions: 1 },
  // The session is there and its secret is lost: nobody has it, and nobody can get it again. A login of its own opens another.
  { holds: "done as", when: "after", end: "in", texts: 2, sessions: 2 },
] as const;

const expected = outcomeOf(dear, { end: "in", texts: 1, sessions: 1 });

const sessions = () => sql`select 1 from sessions where revoked_at is null`;

describe("The database goes away in the middle of a login (F-10, F-13, F-14)", () => {
  test("of which every statement is looked at, and each of the dear ones is one of them", () => {
    expect(cells.length).toBeGreaterThanOrEqual(2 * 8);
    expect(cells.filter((cell) => "holds" in expected(cell))).toHaveLength(dear.length);
  });

  test.each(cells.map((cell) => [cell.title, cell] as const))(
    "%s: the next press goes on",
    async (_, cell) => {
      const person = await newPerson();
      const { end, texts, sessions: opened } = expected(cell);
      proxy.cutAll(cell.at, cell.when);
      const { place, faults } = await logIn(person);
      expect(faults).toBe(1);
      expect(place).toBe(end);
      expect(control.messagesFor(person.phone)).toHaveLength(texts);
      expect(await sessions()).toHaveLength(opened);
      await expectWhole(person.phone);
      if (end === "in")
        expect(await sql`select factor_failures from users`).toEqual([{ factor_failures: 0 }]);
    },
  );

  test("whoever sent the text is gone: it holds up nobody for longer than it lives (F-31)", async () => {
    const person = await newPerson();
    proxy.cutAll("recorded as", "before");
    expect(await logIn(person)).toMatchObject({ place: "says unconfirmed" });
    // Both times that the password was typed are written down.
    expect(await sql`select 1 from audit where event = 'login.password' and outcome = 'right'`).toHaveLength(
      2,
    );
    await passTime(policy.pin.lifeSeconds);
    await control.advanceSeconds(policy.pin.lifeSeconds);
    await browseWith({ sid: null });
    expect(await logIn(person)).toMatchObject({ place: "in", faults: 0 });
    expect(control.messagesFor(person.phone).filter(({ channel }) => channel === "sms")).toHaveLength(2);
  });
});
